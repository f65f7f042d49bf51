"""What decides who watches, read from the rows: a few queries for any number of teams."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from escalation.duty.rotation import Rotation
from escalation.duty.watches import Person, Roster, Span
from escalation.models import Leave, RotaMember, WatchOverride
from tickets.compiled import any_of, compiled
from tickets.models import Membership, Team


def roster_of(team: Team, start: datetime, end: datetime) -> Roster:
    """What decides from `start` to `end`; with both the same, at that instant."""
    return rosters_of([team], start, end)[team.pk]


def rosters_of(teams: Collection[Team], start: datetime, end: datetime) -> dict[int, Roster]:
    """A roster for each of the teams, by the team's id."""
    numbers = [team.pk for team in teams]
    places = _places(teams=numbers)
    overrides = _overrides(teams=numbers, start=start, end=end)
    chosen: list[RotaMember | WatchOverride] = [*places, *overrides]
    away = sorted({each.agent_id for each in chosen})
    leaves = tuple(map(_span, _leaves(agents=away, start=start, end=end) if away else []))
    return {
        team.pk: Roster(
            people={each.agent_id: _person(each) for each in chosen if _team_of(each) == team.pk},
            rotation=_rotation([place for place in places if place.rota.team_id == team.pk]),
            overrides=tuple(_span(override) for override in overrides if override.team_id == team.pk),
            leaves=leaves,
        )
        for team in teams
    }


@compiled
def _places(*, teams: list[int]) -> QuerySet[RotaMember, RotaMember]:
    places = RotaMember.objects.filter(any_of("rota__team_id", teams)).select_related("rota", "agent").in_order()
    return places.annotate(is_member=_works_in("rota__team"))


@compiled
def _overrides(*, teams: list[int], start: datetime, end: datetime) -> QuerySet[WatchOverride, WatchOverride]:
    current: QuerySet[WatchOverride] = WatchOverride.objects.touching(start, end).filter(any_of("team_id", teams))
    return current.select_related("agent").order_by("-made_at", "-pk").annotate(is_member=_works_in("team"))


def _works_in(team: str) -> Exists:
    """Whether the agent is still a member of that team: who is not could acknowledge nothing there."""
    return Exists(Membership.objects.filter(agent=OuterRef("agent"), team=OuterRef(team)))


@compiled
def _leaves(*, agents: list[int], start: datetime, end: datetime) -> QuerySet[Leave, Leave]:
    return Leave.objects.touching(start, end).filter(any_of("agent_id", agents))


def _team_of(each: RotaMember | WatchOverride) -> int:
    return each.rota.team_id if isinstance(each, RotaMember) else each.team_id


def _person(each: RotaMember | WatchOverride) -> Person:
    agent, is_member = each.agent, each.is_member  # type: ignore[union-attr]
    return Person(agent.pk, agent.name, agent.is_active, is_member)


def _rotation(places: list[RotaMember]) -> Rotation | None:
    if not places:
        return None
    rota = places[0].rota
    members = tuple(place.agent_id for place in places)
    return Rotation(members, rota.start_date, rota.turn_days, rota.handover_time, rota.time_zone)


def _span(row: WatchOverride | Leave) -> Span:
    return Span(row.agent_id, row.starts_at, row.ends_at)
