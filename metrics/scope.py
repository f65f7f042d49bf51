"""Which week and whose handoffs somebody asks for, and whether she may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404

from metrics.permissions import can_view_scorecard
from metrics.ways import Way
from metrics.weeks import Week
from tickets.models import Agent, Site, Team

ALL = "all"


@dataclass(frozen=True)
class Scope:
    week: Week
    team: Team | None
    teams: list[Team]  # that may be chosen
    may_see_all: bool
    now: datetime
    way: Way | None = None  # whether the two talked first; all handoffs without it

    @property
    def this_week(self) -> Week:
        return Week.containing(self.now, self.week.zone)

    @property
    def is_this_week(self) -> bool:
        return self.week == self.this_week

    @property
    def team_slug(self) -> str:
        return self.team.slug if self.team else ALL

    @property
    def query(self) -> str:
        """As the address of a page writes it."""
        return self.query_of(self.week)

    @property
    def query_of_team(self) -> str:
        """Of any week."""
        return urlencode(self._narrowed)

    def query_of(self, week: Week) -> str:
        return urlencode({"week": str(week), **self._narrowed})

    @property
    def _narrowed(self) -> dict[str, str]:
        return {"team": self.team_slug, **({"how": self.way.value} if self.way else {})}

    @property
    def ways(self) -> list[Way]:
        """That may be chosen."""
        return list(Way)

    @property
    def query_before(self) -> str:
        return self.query_of(self.week.previous)

    @property
    def query_after(self) -> str:
        return self.query_of(self.week.next)

    @property
    def query_of_this_week(self) -> str:
        return self.query_of(self.this_week)


def scope_of(agent: Agent, asked: Mapping[str, str], now: datetime) -> Scope | None:
    """The scope asked for; without a wish her first team, or everything for who may see that.

    None where there is nothing she could see. Raises Http404, also for somebody else's team, and PermissionDenied.
    """
    may_see_all = can_view_scorecard(agent, None)
    teams = list(
        (Team.objects.all() if may_see_all else Team.objects.of(agent)).filter(is_active=True).order_by("name")
    )
    if not may_see_all and (not teams or agent.is_bot):
        return None
    team = _team(asked.get("team", ""), teams, may_see_all)
    return Scope(_week(asked.get("week", ""), now), team, teams, may_see_all, now, _way(asked.get("how", "")))


def _way(name: str) -> Way | None:
    if name and name not in Way.values:
        raise Http404("There is no such way to hand over.")
    return Way(name) if name else None


def _team(slug: str, teams: list[Team], may_see_all: bool) -> Team | None:
    if not slug:
        return None if may_see_all else teams[0]
    if slug == ALL:
        if not may_see_all:
            raise PermissionDenied("Only managers see the handoffs of all teams together.")
        return None
    for team in teams:
        if team.slug == slug:
            return team
    raise Http404("There is no such team among yours.")


def _week(text: str, now: datetime) -> Week:
    zone = Site.current().time_zone
    if not text:
        return Week.containing(now, zone)
    try:
        return Week.parse(text, zone)
    except ValueError as error:
        raise Http404("There is no such week.") from error
