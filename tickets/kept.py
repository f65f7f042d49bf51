"""What few change and all read: kept by each process for as long as nobody has changed it.

The stamp of the edition that holds comes along with the session, which every page reads anyway. What is kept is given
out only where it was read under that stamp; another process that changes anything leaves another stamp behind, in the
same transaction. Outside a page nothing is known of the stamp, and everything is read anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet

from tickets.compiled import compiled_text
from tickets.models import Edition

Value = TypeVar("Value")


@dataclass
class _Page:
    """What is being made, and the edition that holds for it once that is known."""

    stamp: str | None = None


_page: ContextVar[_Page | None] = ContextVar("the page that is being made", default=None)


@contextmanager
def for_a_page() -> Iterator[None]:
    """What is learned of the stamp meanwhile is forgotten after it."""
    token = _page.set(_Page())
    try:
        yield
    finally:
        _page.reset(token)


def holds(stamp: str | None) -> None:
    """This edition holds, as was just read; nobody remembers it where no page is being made."""
    if page := _page.get():
        page.stamp = stamp


@compiled_text
def asked() -> QuerySet[Edition, str]:
    """The query for the stamp, to stand in another."""
    return Edition.objects.values_list("stamp", flat=True)


class Kept(Generic[Value]):
    """What `read` finds. It is shared by all threads: nobody may alter it.

    Not for whoever has changed it in the same transaction: she reads it herself.
    """

    def __init__(self, read: Callable[[], Value]) -> None:
        self._read = read
        self._kept: tuple[str, Value] | None = None  # replaced as a whole

    def get(self) -> Value:
        page, kept = _page.get(), self._kept
        stamp = page.stamp if page else None
        if kept and kept[0] == stamp:
            return kept[1]
        value = self._read()
        if stamp is not None and Edition.objects.filter(stamp=stamp).exists():  # else somebody has changed it meanwhile
            self._kept = (stamp, value)
        return value
