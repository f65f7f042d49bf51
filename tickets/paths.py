"""The paths of pages, remembered: a page names dozens, and working one out takes longer than writing it down."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

KEPT = 4096  # of the latest; a path is some fifty letters


def path_of(page: str, *which: int | str) -> str:
    """Where a page is: `path_of("ticket", 4821)`."""
    return _path(get_script_prefix(), page, which)


@lru_cache(maxsize=KEPT)
def _path(prefix: str, page: str, which: tuple[int | str, ...]) -> str:
    return reverse(page, args=which)
