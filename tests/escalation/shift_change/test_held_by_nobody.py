"""What nobody holds when a team's shift ends is gone through with the rest, and goes to whoever is on duty."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from escalation import database_clock as clock_of_deadlines
from escalation import handoffs
from escalation import shift_change as shifts
from escalation.engine import follower
from escalation.models import (
    AgentHours,
    Clock,
    ClockKind,
    Handoff,
    Notice,
    NoticeKind,
    Occasion,
    ShiftChange,
    ShiftPlan,
    ShiftTicket,
    TeamHours,
)
from escalation.shift_change import ending, starting
from tests.clock import NOON, SettableClock, minutes_after, standing_at
from tests.escalation.shift_change.conftest import HOUR, noted
from tests.factories import AgentFactory, TeamFactory, calendar, open_ticket, rota_of, send_handoff
from tests.pages import signed_in, text
from tests.support.at_once import at_once
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Cause, Role, Team, Ticket

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
CLOSES = NOON.replace(hour=18)  # 18:00 in Lisbon, in winter


def plan(team: Team, occasion: Occasion = Occasion.CLOSING, **fields: Any) -> ShiftPlan:
    made = ShiftPlan.objects.create(team=team, occasion=occasion, **fields)
    ShiftPlan.objects.filter(pk=made.pk).update(look_at=BEFORE)
    return made


def opens(team: Team, opens: time = time(9), closes: time = time(18)) -> None:
    hours = calendar(opens=opens, closes=closes, time_zone=team.time_zone)
    TeamHours.objects.create(team=team, calendar=hours)


@lasting
def watched(team: Team, lead: Agent, ana: Agent, ben: Agent) -> Team:
    """Ana watches until tomorrow at noon UTC; the team closes at 18:00."""
    rota_of(team, ana, start_date=NOON.date() - timedelta(days=1), turn_days=30)
    opens(team)
    plan(team)
    return team


@lasting
def _begun_of_nobodys(watched: Team) -> ShiftChange:
    open_ticket(watched, subject="Nobody's")
    with standing_at(NOON):
        starting.start_due(CLOSES - HALF_AN_HOUR)
    return ShiftChange.objects.get()


@pytest.fixture
def begun(_begun_of_nobodys: ShiftChange, database_clock: SettableClock) -> ShiftChange:
    """Of a team with one ticket that nobody holds."""
    return _begun_of_nobodys


pytestmark = pytest.mark.django_db


@pytest.mark.both_databases
def test_whoever_has_the_watch_hands_over_what_nobody_holds(begun: ShiftChange, ana: Agent) -> None:
    (row,) = begun.tickets.select_related("ticket")

    assert (begun.outgoing, begun.covers_queue, begun.reason) == (ana, True, "Lisbon closes for the day")
    assert (begun.changes_at, begun.ends_at) == (CLOSES, CLOSES + HALF_AN_HOUR)
    assert row.ticket.subject == "Nobody's"


@pytest.mark.both_databases
def test_it_goes_to_the_watch_as_a_handoff_under_a_clock_and_the_notice_is_told(
    begun: ShiftChange, team: Team, ana: Agent, lead: Agent, database_clock: SettableClock
) -> None:
    ticket = Ticket.objects.get()
    database_clock.now = begun.ends_at
    follower.follow_up(begun.ends_at)

    handoff = Handoff.objects.get(ticket=ticket)
    row = ticket.ownerships.current().get()
    assert (row.agent, row.cause, row.started_at) == (lead, Cause.SHIFT, begun.ends_at)
    assert (handoff.sent_by, handoff.to_team, handoff.is_waiting) == (ana, team, True)
    due_at = Clock.objects.running().get(handoff=handoff, kind=ClockKind.ACKNOWLEDGE).due_at
    assert due_at == CLOSES.replace(hour=9) + timedelta(days=1) + handoff.type.acknowledge_within
    told = {notice.recipient: notice for notice in Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT)}
    assert set(told) == {ana, lead}
    assert told[lead].title == "1 ticket was taken by nobody at the shift change of Ana Reis"
    assert "Nobody's" in told[lead].body
    assert told[lead].is_urgent


@pytest.mark.both_databases
def test_held_and_unheld_are_swept_alike_and_once(
    begun: ShiftChange, team: Team, ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    open_ticket(team, holder=ana)
    open_ticket(team, subject="Came late")
    database_clock.now = begun.ends_at
    for _ in range(2):
        ending.close_due(begun.ends_at, limit=5)

    assert Handoff.objects.waiting().count() == 3
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT, recipient=ana).count() == 1


@pytest.mark.both_databases
def test_what_somebody_claims_before_the_end_is_hers(
    begun: ShiftChange, ben: Agent, database_clock: SettableClock
) -> None:
    ticket = Ticket.objects.get()
    handoffs_before = Handoff.objects.count()
    noted(begun, ticket)
    shifts.take(begun, ticket, by=ben)
    database_clock.now = begun.ends_at
    ending.close_due(begun.ends_at, limit=5)

    assert ticket.ownerships.current().get().agent == ben
    assert Handoff.objects.count() == handoffs_before + 1
    assert not Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT).exists()


@pytest.mark.both_databases
def test_what_is_offered_to_another_team_stays_where_it_is(
    watched: Team, ana: Agent, database_clock: SettableClock
) -> None:
    ticket = open_ticket(watched)
    starting.start_due(CLOSES - HALF_AN_HOUR)
    begun = ShiftChange.objects.get()
    sent = send_handoff(sender=ana, ticket=ticket)
    database_clock.now = begun.ends_at
    ending.close_due(begun.ends_at, limit=5)

    assert Handoff.objects.get() == sent


@pytest.mark.both_databases
def test_it_begins_once_however_often_somebody_looks_and_whoever_has_the_watch_meanwhile(
    begun: ShiftChange, team: Team, ana: Agent, ben: Agent
) -> None:
    team.rota.members.update(agent=ben)
    for minutes in range(-29, 30, 5):
        starting.start_due(CLOSES + timedelta(minutes=minutes))

    assert [change.outgoing for change in ShiftChange.objects.filter(covers_queue=True)] == [ana]


@pytest.mark.both_databases
def test_a_shift_change_of_hers_that_is_open_takes_the_queue_in(
    watched: Team, ana: Agent, database_clock: SettableClock
) -> None:
    open_ticket(watched, holder=ana)
    database_clock.now = CLOSES - HALF_AN_HOUR
    by_hand = shifts.start_by_hand(watched, by=ana, at=CLOSES - HALF_AN_HOUR)
    open_ticket(watched, subject="Nobody's")
    starting.start_due(CLOSES - HALF_AN_HOUR + timedelta(minutes=1))

    by_hand.refresh_from_db()
    assert by_hand.covers_queue
    assert ShiftTicket.objects.filter(shift_change=by_hand).count() == 2


@pytest.mark.both_databases
def test_a_watcher_beyond_the_team_is_told_and_the_team_holds_it_evening_after_evening(
    team: Team, ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    boss = AgentFactory(role=Role.MANAGER)
    opens(team)
    plan(team)
    ticket = open_ticket(team)
    for evening in range(2):
        closes = CLOSES + timedelta(days=evening)
        starting.start_due(closes - HALF_AN_HOUR)
        database_clock.now = closes + HALF_AN_HOUR
        ending.close_due(database_clock.now, limit=5)
        sent = Handoff.objects.waiting().get(ticket=ticket)
        handoffs.withdraw(sent, by=sent.sent_by)

    assert ticket.ownerships.current().get().agent is None
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT, recipient=boss).count() == 2
    assert not ShiftChange.objects.filter(closed_at__isnull=True).exists()


@pytest.mark.both_databases
def test_a_team_with_an_empty_queue_has_none(watched: Team) -> None:
    starting.start_due(CLOSES - HALF_AN_HOUR)

    assert not ShiftChange.objects.exists()


@pytest.mark.both_databases
def test_while_a_colleague_still_works_the_queue_is_hers(
    team: Team, lead: Agent, ana: Agent, ben: Agent, held: list[Ticket]
) -> None:
    """Ana's hours end at 12:30, Ben's at 14:00, and with them those of the team."""
    open_ticket(team)
    for agent, closes in ((ana, time(12, 30)), (ben, time(14))):
        AgentHours.objects.create(agent=agent, calendar=calendar(opens=time(4), closes=closes, time_zone="UTC"))
    rota_of(team, ben, start_date=NOON.date() - timedelta(days=1), turn_days=30)
    plan(team, Occasion.HOURS)
    starting.start_due(NOON)
    starting.start_due(minutes_after(90))

    assert list(ShiftChange.objects.order_by("pk").values_list("outgoing", "covers_queue")) == [
        (ana.pk, False),
        (ben.pk, True),
    ]


@pytest.mark.both_databases
def test_with_a_turn_of_the_rota_goes_what_nobody_holds(team: Team, lead: Agent, ana: Agent, ben: Agent) -> None:
    open_ticket(team)
    rota_of(team, ana, ben, turn_days=1, handover_time=time(12))
    plan(team, Occasion.TURN)
    starting.start_due(NOON + timedelta(days=1) - HALF_AN_HOUR)

    begun = ShiftChange.objects.get()
    assert (begun.outgoing, begun.incoming, begun.covers_queue) == (ana, ben, True)


EAST_CLOSES = CLOSES.replace(hour=10)  # 18:00 in Singapore


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("goes", "comes", "closes", "due_at"),
    [
        # Singapore opens at 09:00, which is 01:00 UTC, and Lisbon is open already.
        ("Europe/Lisbon", "Asia/Singapore", CLOSES, CLOSES.replace(hour=1) + timedelta(days=1)),
        ("Asia/Singapore", "Europe/Lisbon", EAST_CLOSES, EAST_CLOSES + HALF_AN_HOUR),
    ],
    ids=["from west to east", "from east to west"],
)
def test_across_two_zones_each_team_keeps_its_own_hours(
    goes: str, comes: str, closes: datetime, due_at: datetime, database_clock: SettableClock
) -> None:
    here, there = TeamFactory(name="Here", time_zone=goes), TeamFactory(name="There", time_zone=comes)
    gil, tai = AgentFactory(team=here), AgentFactory(team=there)
    for team, agent in ((here, gil), (there, tai)):
        opens(team)
        rota_of(team, agent, start_date=NOON.date() - timedelta(days=2), turn_days=30)
    plan(here, followed_by=there)
    ticket = open_ticket(here)
    starting.start_due(closes - HALF_AN_HOUR - timedelta(seconds=1))
    assert not ShiftChange.objects.exists()
    ShiftPlan.objects.update(look_at=BEFORE)
    starting.start_due(closes - HALF_AN_HOUR)
    database_clock.now = closes + HALF_AN_HOUR
    ending.close_due(database_clock.now, limit=5)

    row, handoff = ticket.ownerships.current().get(), Handoff.objects.get(ticket=ticket)
    assert (row.team, row.agent) == (there, tai)
    assert (handoff.sent_by, handoff.from_team, handoff.to_team) == (gil, here, there)
    clock = Clock.objects.get(handoff=handoff, kind=ClockKind.ACKNOWLEDGE)
    assert clock.due_at == due_at + handoff.type.acknowledge_within
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT, recipient=tai).exists()


@pytest.mark.both_databases
def test_the_page_shows_what_nobody_holds_and_the_team_page_when_it_is_swept(
    begun: ShiftChange, team: Team, ana: Agent, ben: Agent
) -> None:
    client = signed_in(ben)
    ShiftChange.objects.update(ends_at=datetime(2999, 1, 1, tzinfo=UTC))  # pages have a clock of their own

    assert "Nobody holds it" in text(client, reverse("shift-change", args=[begun.pk]))
    assert "goes to whoever is on duty" in text(client, reverse("team-shifts", args=[team.slug]))


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_watch_sweep_it_once() -> None:
    team = TeamFactory()
    ana, ben = AgentFactory(team=team), AgentFactory(team=team)
    now = clock_of_deadlines.now()
    rota_of(team, ben, start_date=now.date() - timedelta(days=1), turn_days=30)
    tickets = [open_ticket(team) for _ in range(3)]
    ShiftChange.objects.create(
        team=team,
        to_team=team,
        outgoing=ana,
        covers_queue=True,
        reason="It closes",
        opens_at=now - HOUR,
        changes_at=now,
        ends_at=now,
    )

    closed = at_once(lambda _: ending.close_due(clock_of_deadlines.now(), limit=5), range(3), threads=3)

    assert sum(closed) == 1
    assert Handoff.objects.waiting().count() == len(tickets)
    assert all(ticket.ownerships.current().get().agent == ben for ticket in tickets)
    assert all(ticket.ownerships.count() == 2 for ticket in tickets)
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT, recipient=ben).count() == 1
