"""Which shift changes have come due for a team: read from its rota, its hours, and those of its people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    covers_queue: bool = False  # with what nobody in the team holds


@dataclass(frozen=True)
class End:
    """A shift that ends: one agent's, or with `agent` None the team's own."""

    agent: Agent | None
    at: datetime
    reason: str


def due_changes(plan: ShiftPlan, now: datetime) -> list[Due]:
    """Those whose window is open at this moment, for whoever holds open tickets of the team, and for what nobody holds.

    Of somebody on leave too: her lead can say how they stand, and what nobody takes goes to the watch, not nowhere.
    What nobody holds is handed over by whoever watched the team's queue when its shift ended.
    """
    start, end = span_of_changes(now, before=plan.opens_before, after=plan.closes_after)
    found: dict[tuple[int, datetime], Due] = {}
    queue = Ticket.objects.open().unheld().filter(team=plan.team)
    for ends in _ends(plan, start, end):
        outgoing = ends.agent or (_answers_for_queue(plan.team, ends.at - MOMENT) if queue.exists() else None)
        if outgoing is None or not has_receivers(plan.followed_by or plan.team, outgoing):
            continue
        due = found.get((outgoing.pk, ends.at)) or _due(plan, outgoing, ends)
        found[outgoing.pk, ends.at] = replace(due, covers_queue=due.covers_queue or ends.agent is None)
    return list(found.values())


def _due(plan: ShiftPlan, outgoing: Agent, ends: End) -> Due:
    to_team = plan.followed_by or plan.team
    return Due(
        outgoing=outgoing,
        to_team=to_team,
        incoming=expected(to_team, at=ends.at, outgoing=outgoing),
        window=window_around(ends.at, before=plan.opens_before, after=plan.closes_after),
        reason=ends.reason,
    )


def _answers_for_queue(team: Team, at: datetime) -> Agent | None:
    """Whoever of the team watches its queue; while nobody of it does its lead, or the first who works in it."""
    people = Agent.objects.people().filter(memberships__team=team)
    try:
        watcher = people.filter(pk=on_duty(team, at).agent.pk).first()
    except NobodyToTell:
        watcher = None
    return watcher or people.order_by("-memberships__is_lead", "pk").first()


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


def _ends(plan: ShiftPlan, start: datetime, end: datetime) -> Iterator[End]:
    """Whose shift ends when in that time, and why: those who hold something, each, and then the team's own."""
    held = Ticket.objects.open().filter(team=plan.team, holder__isnull=False).values("holder")
    holders = list(Agent.objects.people().filter(pk__in=held).order_by("pk"))
    if plan.occasion == Occasion.TURN:
        yield from _turns(roster_of(plan.team, start - MOMENT, end), holders, start, end)
    elif plan.occasion == Occasion.CLOSING:
        for closes in ends_of_shifts(hours_of(plan.team), start, end):
            for agent in (*holders, None):
                yield End(agent, closes, f"{plan.team} closes for the day")
    else:
        yield from _hours_end(plan.team, holders, start, end)


def _turns(roster: Roster, holders: list[Agent], start: datetime, end: datetime) -> Iterator[End]:
    for boundary in roster.rotation.boundaries(start, end) if roster.rotation else ():
        before, after = watch_at(roster, boundary - MOMENT).agent, watch_at(roster, boundary).agent
        if before is not None and before != after:
            reason = f"The turn of {roster.people[before].name} on the rota ends"
            for agent in (*(agent for agent in holders if agent.pk == before), None):
                yield End(agent, boundary, reason)


def _hours_end(team: Team, holders: list[Agent], start: datetime, end: datetime) -> Iterator[End]:
    """The team's shift ends with that of the last of its people: until then a colleague can take from its queue."""
    people = {agent.pk: agent for agent in (*holders, *Agent.objects.people().filter(memberships__team=team))}
    kept = _hours_of_people(list(people))
    for agent_id, hours in sorted(kept.items()):
        for closes in ends_of_shifts(hours, start, end):
            reason = f"The working hours of {people[agent_id]} end"
            if people[agent_id] in holders:
                yield End(people[agent_id], closes, reason)
            if not any(other.is_open(closes) for other in kept.values()):
                yield End(None, closes, reason)


def _hours_of_people(agent_ids: list[int]) -> dict[int, Hours]:
    kept = dict(AgentHours.objects.filter(agent__in=agent_ids).values_list("agent", "calendar"))
    calendars = BusinessCalendar.objects.with_hours().filter(pk__in=set(kept.values()))
    hours = {calendar.pk: calendar.hours for calendar in calendars}
    return {agent_id: hours[calendar_id] for agent_id, calendar_id in kept.items()}
