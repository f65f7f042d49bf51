"""What decides who watches, read from the rows: a few queries for any number of teams."""

from collections.abc import Collection
from datetime import datetime

from escalation.duty.rotation import Rotation
from escalation.duty.watches import Person, Roster, Span
from escalation.models import Leave, RotaMember, WatchOverride
from tickets.models import Agent, Team


def roster_of(team: Team, start: datetime, end: datetime) -> Roster:
    """What decides from `start` to `end`; with both the same, at that instant."""
    return rosters_of([team], start, end)[team.pk]


def rosters_of(teams: Collection[Team], start: datetime, end: datetime) -> dict[int, Roster]:
    """A roster for each of the teams, by the team's id."""
    places = list(RotaMember.objects.filter(rota__team__in=teams).select_related("rota", "agent").in_order())
    current = WatchOverride.objects.touching(start, end).filter(team__in=teams)
    overrides = list(current.select_related("agent").order_by("-made_at", "-pk"))
    people = {each.agent_id: _person(each.agent) for each in (*places, *overrides)}
    leaves = tuple(map(_span, Leave.objects.touching(start, end).filter(agent__in=people)))
    return {
        team.pk: Roster(
            people=people,
            rotation=_rotation([place for place in places if place.rota.team_id == team.pk]),
            overrides=tuple(_span(override) for override in overrides if override.team_id == team.pk),
            leaves=leaves,
        )
        for team in teams
    }


def _person(agent: Agent) -> Person:
    return Person(agent.pk, agent.name, agent.is_active)


def _rotation(places: list[RotaMember]) -> Rotation | None:
    if not places:
        return None
    rota = places[0].rota
    members = tuple(place.agent_id for place in places)
    return Rotation(members, rota.start_date, rota.turn_days, rota.handover_time, rota.time_zone)


def _span(row: WatchOverride | Leave) -> Span:
    return Span(row.agent_id, row.starts_at, row.ends_at)
