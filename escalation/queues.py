"""The handoff queues of teams: what waits in them, who works there, how it went today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from escalation.duty import NobodyToTell, recipient_of
from escalation.duty.rosters import roster_of
from escalation.duty.watches import stretches
from escalation.models import Handoff
from escalation.models.handoff import HandoffQuerySet
from tickets import paging
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Team
from tickets.paging import Order, Page

SHOWN = 50  # on a page
DUE_FIRST = Order("acknowledge_due_at", nullable=True)
LOOKED_AHEAD = timedelta(days=14)  # for the end of a watch
ON_THE_WALL = 6  # as many as can be read from five meters


@dataclass(frozen=True)
class Queue:
    """One queue, or all that are open to somebody (then without a team), as a page shows it."""

    teams: list[Team]  # each with `waiting_count`
    team: Team | None
    page: Page[Handoff]

    @property
    def handoffs(self) -> list[Handoff]:
        return self.page.rows

    @property
    def waiting_count(self) -> int:
        return sum(team.waiting_count for team in self.teams if self.team in {None, team})  # type: ignore[attr-defined]


def queues_open_to(agent: Agent) -> list[Team]:
    """The teams whose queue she may look at, each with `waiting_count`."""
    return _counted(agent_id=agent.pk, role=agent.role)


@compiled
def _counted(*, agent_id: int, role: str) -> QuerySet[Any, Any]:
    waiting = Handoff.objects.waiting().filter(to_team=OuterRef("pk")).order_by().values("to_team")
    count = Subquery(waiting.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    teams = Team.objects.open_to(Agent(pk=agent_id, role=role))
    return teams.annotate(waiting_count=Coalesce(count, 0)).in_order()


def queue_of(teams: list[Team], team: Team | None, *, asked: Mapping[str, str]) -> Queue:
    """What waits in the team's queue, or in all of these teams' queues, due soonest first: the page that is asked for.

    Whoever may look at a queue may open what is in it: the receiving team takes part in the ticket from the sending.
    """
    team_ids = [one.pk for one in ([team] if team else teams)]
    if asked.keys() & {"before", "after"}:
        waiting = _waiting(any_of("to_team_id", team_ids))
        page = paging.page(
            waiting,
            order=DUE_FIRST,
            asked=asked,
            size=SHOWN,
            load=lambda numbers: waiting.for_rows().filter(any_of("pk", numbers)),
        )
    else:
        due_first = _due_first_of_one(team_id=team.pk) if team else _due_first_of_all(team_ids=team_ids)
        page = paging.first_page(due_first, order=DUE_FIRST, size=SHOWN)
    return Queue(teams, team, page)


@compiled
def _due_first_of_one(*, team_id: int) -> QuerySet[Handoff, Handoff]:
    """What nearly everybody looks at; asked for by one number, PostgreSQL plans it once and for all."""
    return _due_first(Q(to_team_id=team_id))


@compiled
def _due_first_of_all(*, team_ids: list[int]) -> QuerySet[Handoff, Handoff]:
    return _due_first(any_of("to_team_id", team_ids))


def _due_first(whose: Q) -> HandoffQuerySet:
    """What a page shows, and one more where there are more."""
    return _waiting(whose).due_soonest_first().for_rows()[: SHOWN + 1]


def _waiting(whose: Q) -> HandoffQuerySet:
    return Handoff.objects.waiting().filter(whose).with_acknowledge_due()


@dataclass(frozen=True)
class Today:
    """How a team did with what was sent to it since its midnight."""

    acknowledged: int
    median_to_acknowledge: timedelta | None
    returned: int


def today(team: Team, *, now: datetime) -> Today:
    since = now.astimezone(ZoneInfo(team.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    deeds = _sent_to(team_id=team.pk, since=since)
    taken = [(acknowledged_at - sent_at).total_seconds() for sent_at, acknowledged_at, _ in deeds if acknowledged_at]
    return Today(
        len(taken),
        timedelta(seconds=median(taken)) if taken else None,
        sum(returned_at is not None for *_, returned_at in deeds),
    )


@compiled
def _sent_to(*, team_id: int, since: datetime) -> QuerySet[Handoff, tuple[datetime, datetime | None, datetime | None]]:
    sent = Handoff.objects.filter(to_team=team_id, sent_at__gte=since)
    return sent.values_list("sent_at", "acknowledged_at", "returned_at")


@dataclass(frozen=True)
class OnWatch:
    """Who watches a queue, why she, and until when, where that is known for the days to come."""

    agent: Agent
    reason: str
    until: datetime | None


def watch_of(team: Team, at: datetime) -> OnWatch | None:
    """Who watches the team's queue; None only where nobody is in charge of anything."""
    end = at + LOOKED_AHEAD
    now = stretches(roster_of(team, at, end), at, end)[0]
    try:
        recipient = recipient_of(team, now.watch, at)
    except NobodyToTell:
        return None
    until = None if now.is_gap or now.ends_at == end else now.ends_at
    return OnWatch(recipient.agent, recipient.reason, until)


@dataclass(frozen=True)
class Board:
    """A team's queue as its wall shows it: what is due soonest, and how much there is."""

    team: Team
    watch: OnWatch | None
    handoffs: list[Handoff]
    waiting_count: int
    overdue_count: int
    today: Today

    @property
    def more(self) -> int:
        """How many wait beside those that are shown."""
        return self.waiting_count - len(self.handoffs)


def board_of(team: Team, *, now: datetime) -> Board:
    """What a screen in the team's room shows."""
    waiting = Handoff.objects.waiting().filter(to_team=team)
    return Board(
        team=team,
        watch=watch_of(team, now),
        handoffs=list(waiting.with_acknowledge_due().due_soonest_first().for_rows()[:ON_THE_WALL]),
        waiting_count=waiting.count(),
        overdue_count=waiting.overdue(now).count(),
        today=today(team, now=now),
    )


def people_of(team: Team) -> list[Agent]:
    """Who works in the team; its lead first."""
    return _people_of(team_id=team.pk)


@compiled
def _people_of(*, team_id: int) -> QuerySet[Agent, Agent]:
    people = Agent.objects.people().filter(memberships__team=team_id)
    return people.order_by("-memberships__is_lead", "name")
