"""Shift changes begin by themselves: from working hours, opening hours and rotas, in the zone of each."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from escalation import shift_change as shifts
from escalation.models import AgentHours, Leave, Notice, NoticeKind, Occasion, ShiftChange, ShiftPlan, TeamHours
from escalation.shift_change import starting
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, TeamFactory, calendar, open_ticket, rota_of
from tickets.models import Agent, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HALF_AN_HOUR = timedelta(minutes=30)


def plan(team: Team, occasion: Occasion, **fields: object) -> ShiftPlan:
    made = ShiftPlan.objects.create(team=team, occasion=occasion, **fields)
    ShiftPlan.objects.filter(pk=made.pk).update(look_at=datetime(2020, 1, 1, tzinfo=UTC))
    return made


def works(agent: Agent, opens: time, closes: time, zone: str = "UTC") -> None:
    AgentHours.objects.create(agent=agent, calendar=calendar(opens=opens, closes=closes, time_zone=zone))


def test_it_begins_before_the_working_hours_end_of_somebody_who_holds_tickets(
    team: Team, lead: Agent, ana: Agent, ben: Agent, held: list[Ticket]
) -> None:
    works(ana, time(4), time(12, 30))
    works(ben, time(4), time(12, 30))
    plan(team, Occasion.HOURS)
    starting.start_due(NOON)

    begun = ShiftChange.objects.get()
    assert (begun.outgoing, begun.to_team, begun.incoming) == (ana, team, lead)
    assert (begun.opens_at, begun.changes_at, begun.ends_at) == (NOON, minutes_after(30), minutes_after(60))
    assert {row.ticket for row in begun.tickets.all()} == set(held)
    told = Notice.objects.filter(kind=NoticeKind.SHIFT_OPEN)
    assert {notice.recipient: notice.reason for notice in told} == {
        ana: "Your shift ends",
        lead: "You take over from Ana Reis",
    }


def test_it_begins_once_however_often_somebody_looks(team: Team, ana: Agent, ben: Agent, held: list[Ticket]) -> None:
    works(ana, time(4), time(12, 30))
    plan(team, Occasion.HOURS)
    for minute in range(0, 60, 5):
        starting.start_due(minutes_after(minute))

    assert ShiftChange.objects.count() == 1


@pytest.mark.parametrize("minutes", [-1, 60])
def test_it_does_not_begin_before_its_window_or_after(
    team: Team, ana: Agent, ben: Agent, held: list[Ticket], minutes: int
) -> None:
    works(ana, time(4), time(12, 30))
    plan(team, Occasion.HOURS)
    starting.start_due(minutes_after(minutes))

    assert not ShiftChange.objects.exists()


def test_an_admin_sets_how_long_the_overlap_is(team: Team, ana: Agent, ben: Agent, held: list[Ticket]) -> None:
    works(ana, time(4), time(14))
    plan(team, Occasion.HOURS, opens_before=timedelta(hours=2), closes_after=timedelta(minutes=10))
    starting.start_due(NOON)

    assert ShiftChange.objects.get().ends_at == minutes_after(130)


def test_a_plan_that_is_off_begins_nothing(team: Team, ana: Agent, ben: Agent, held: list[Ticket]) -> None:
    works(ana, time(4), time(12, 30))
    plan(team, Occasion.HOURS, is_active=False)

    assert starting.start_due(NOON) == 0
    assert starting.next_look_at() is None


def test_who_holds_nothing_has_none(team: Team, ana: Agent, ben: Agent) -> None:
    works(ben, time(4), time(12, 30))
    plan(team, Occasion.HOURS)
    starting.start_due(NOON)

    assert not ShiftChange.objects.exists()


def test_what_somebody_on_leave_holds_does_not_stay_with_her(
    team: Team, lead: Agent, ana: Agent, held: list[Ticket]
) -> None:
    works(ana, time(4), time(12, 30))
    Leave.objects.create(agent=ana, starts_at=NOON, ends_at=minutes_after(600), added_at=NOON, added_by=ana)
    plan(team, Occasion.HOURS)
    starting.start_due(NOON)

    assert ShiftChange.objects.get().outgoing == ana


def test_at_the_end_of_a_turn_the_one_before_hands_over_to_the_next(
    team: Team, ana: Agent, ben: Agent, held: list[Ticket]
) -> None:
    rota_of(team, ana, ben, turn_days=1, handover_time=time(12))
    plan(team, Occasion.TURN)
    starting.start_due(NOON + timedelta(days=1) - HALF_AN_HOUR)

    begun = ShiftChange.objects.get()
    assert (begun.outgoing, begun.incoming, begun.changes_at) == (ana, ben, NOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(datetime(2026, 3, 27, tzinfo=UTC), 17), (datetime(2026, 3, 30, tzinfo=UTC), 16)],
    ids=["before the clocks change", "after"],
)
def test_a_team_in_the_west_hands_over_to_the_one_that_follows_the_sun(
    team: Team, ana: Agent, held: list[Ticket], day: datetime, utc_hour: int
) -> None:
    denver = TeamFactory(name="Denver", slug="denver", time_zone="America/Denver")
    dee = AgentFactory(team=denver)
    rota_of(denver, dee, start_date=day.date() - timedelta(days=1))
    TeamHours.objects.create(team=team, calendar=calendar(opens=time(9), closes=time(17), time_zone="Europe/Lisbon"))
    plan(team, Occasion.CLOSING, followed_by=denver)
    changes_at = day.replace(hour=utc_hour)
    starting.start_due(changes_at - HALF_AN_HOUR)

    begun = ShiftChange.objects.get()
    assert (begun.to_team, begun.incoming, begun.changes_at) == (denver, dee, changes_at)
    assert set(Ticket.objects.visible_to(dee)) == set(held)


def test_nothing_begins_where_nobody_could_take_over(ana: Agent, team: Team, held: list[Ticket]) -> None:
    works(ana, time(4), time(12, 30))
    plan(team, Occasion.HOURS)
    starting.start_due(NOON)

    assert not ShiftChange.objects.exists()


def test_a_shift_that_ends_while_hers_is_open_extends_it(
    team: Team, lead: Agent, ana: Agent, ben: Agent, held: list[Ticket], database_clock: SettableClock
) -> None:
    begun = shifts.start_by_hand(team, by=ana, at=minutes_after(-10))
    late = open_ticket(team, holder=ana)
    works(ana, time(4), time(12, 30))
    plan(team, Occasion.HOURS, closes_after=timedelta(minutes=45))
    for minute in (0, 1, 2):
        starting.start_due(minutes_after(minute))

    found = ShiftChange.objects.get()
    assert found == begun
    assert (found.opens_at, found.changes_at, found.ends_at) == (
        minutes_after(-10),
        minutes_after(50),
        minutes_after(75),
    )
    assert {row.ticket for row in found.tickets.all()} == {*held, late}


def test_two_of_hers_are_never_open_in_one_team(team: Team, ana: Agent, ben: Agent, held: list[Ticket]) -> None:
    begun = shifts.start_by_hand(team, by=ana, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftChange.objects.create(
            team=team, to_team=team, outgoing=ana, opens_at=NOON, changes_at=NOON, ends_at=begun.ends_at
        )
