"""Which team a page is about."""

from collections.abc import Iterable

from django.http import Http404

from tickets.models import Team


def one_of(teams: Iterable[Team], *, slug: str) -> Team:
    """The team of these that an address names. Raises Http404: a team that is not open to her is none."""
    for team in teams:
        if team.slug == slug:
            return team
    raise Http404
