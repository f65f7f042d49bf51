"""Which shift changes have come due for a team: read from its rota, its hours, and those of its people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.duty import NobodyToTell, hours_of, on_duty
from escalation.duty.rosters import roster_of
from escalation.duty.watches import Roster, watch_at
from escalation.hours.business_time import Hours
from escalation.models import AgentHours, BusinessCalendar, Occasion, ShiftPlan
from escalation.shift_change.windows import Window, ends_of_shifts, span_of_changes, window_around
from tickets.models import Agent, Team, Ticket

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Due:
    """A shift change that should be open now."""

    outgoing: Agent
    to_team: Team
    incoming: Agent | None
    window: Window
    reason: str


def due_changes(plan: ShiftPlan, now: datetime) -> list[Due]:
    """Those whose window is open at this moment, for whoever holds open tickets of the team.

    Of somebody on leave too: her lead can say how they stand, and what nobody takes goes to the watch, not nowhere.
    """
    start, end = span_of_changes(now, before=plan.opens_before, after=plan.closes_after)
    people = {agent.pk: agent for agent in _outgoing(plan.team)}
    to_team = plan.followed_by or plan.team
    return [
        Due(
            outgoing=people[agent_id],
            to_team=to_team,
            incoming=expected(to_team, at=changes_at, outgoing=people[agent_id]),
            window=window_around(changes_at, before=plan.opens_before, after=plan.closes_after),
            reason=reason,
        )
        for agent_id, changes_at, reason in _ends(plan, people, start, end)
        if agent_id in people and has_receivers(to_team, people[agent_id])
    ]


def _outgoing(team: Team) -> list[Agent]:
    held = Ticket.objects.open().filter(team=team, holder__isnull=False).values("holder")
    return list(Agent.objects.people().filter(pk__in=held).order_by("pk"))


def expected(team: Team, *, at: datetime, outgoing: Agent) -> Agent | None:
    """Who will be on duty for the team when the shift changes, where that is a colleague who works in it."""
    try:
        agent = on_duty(team, at).agent
    except NobodyToTell:
        return None
    return agent if agent != outgoing and team.memberships.filter(agent=agent).exists() else None


def has_receivers(team: Team, outgoing: Agent) -> bool:
    """Whether anybody else works in the team."""
    return Agent.objects.people().filter(memberships__team=team).exclude(pk=outgoing.pk).exists()


def _ends(
    plan: ShiftPlan, people: dict[int, Agent], start: datetime, end: datetime
) -> Iterator[tuple[int, datetime, str]]:
    """Whose shift ends when in that time, and why."""
    if plan.occasion == Occasion.TURN:
        yield from _turns(roster_of(plan.team, start - MOMENT, end), start, end)
    elif plan.occasion == Occasion.CLOSING:
        for closes in ends_of_shifts(hours_of(plan.team), start, end):
            yield from ((agent_id, closes, f"{plan.team} closes for the day") for agent_id in people)
    else:
        for agent_id, hours in _hours_of_people(list(people)).items():
            for closes in ends_of_shifts(hours, start, end):
                yield agent_id, closes, f"The working hours of {people[agent_id]} end"


def _turns(roster: Roster, start: datetime, end: datetime) -> Iterator[tuple[int, datetime, str]]:
    for boundary in roster.rotation.boundaries(start, end) if roster.rotation else ():
        before, after = watch_at(roster, boundary - MOMENT).agent, watch_at(roster, boundary).agent
        if before is not None and before != after:
            yield before, boundary, f"The turn of {roster.people[before].name} on the rota ends"


def _hours_of_people(agent_ids: list[int]) -> dict[int, Hours]:
    kept = dict(AgentHours.objects.filter(agent__in=agent_ids).values_list("agent", "calendar"))
    calendars = BusinessCalendar.objects.with_hours().filter(pk__in=set(kept.values()))
    hours = {calendar.pk: calendar.hours for calendar in calendars}
    return {agent_id: hours[calendar_id] for agent_id, calendar_id in kept.items()}
