"""Several who act at one moment: a ticket is taken once, a shift change begins and ends once."""

from datetime import datetime, time, timedelta

import pytest

from escalation import database_clock
from escalation import shift_change as shifts
from escalation.models import AgentHours, Notice, NoticeKind, ShiftChange, ShiftPlan
from escalation.shift_change import ending, starting
from tests.escalation.shift_change.conftest import noted
from tests.factories import AgentFactory, TeamFactory, calendar, open_ticket, rota_of
from tests.support.at_once import at_once
from tickets.models import Agent, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begun() -> ShiftChange:
    team = TeamFactory(time_zone="Europe/Lisbon")
    ana, ben = AgentFactory(team=team), AgentFactory(team=team)
    rota_of(team, ben, start_date=database_clock.now().date() - timedelta(days=1))
    for _ in range(3):
        open_ticket(team, holder=ana)
    begun = shifts.start_by_hand(team, by=ana, at=database_clock.now())
    for ticket in Ticket.objects.all():
        noted(begun, ticket)
    return begun


def runs_out(begun: ShiftChange) -> None:
    """Its window, an hour long, ends at this moment."""
    now = database_clock.now()
    ShiftChange.objects.filter(pk=begun.pk).update(opens_at=now - timedelta(hours=1), changes_at=now, ends_at=now)


@pytest.mark.both_databases
def test_of_several_who_take_a_ticket_one_has_it_and_the_others_are_told_who(begun: ShiftChange) -> None:
    ticket = Ticket.objects.earliest("pk")
    people = [AgentFactory(team=begun.team) for _ in range(4)]

    def take(by: Agent) -> Agent:
        try:
            shifts.take(begun, ticket, by=by)
        except shifts.AlreadyTaken as taken:
            return taken.by
        return by

    said = set(at_once(take, people, threads=4))

    assert said == {ticket.ownerships.current().get().agent}
    assert ticket.ownerships.count() == 2


@pytest.mark.both_databases
def test_it_ends_once_though_several_watch(begun: ShiftChange) -> None:
    runs_out(begun)
    closed = at_once(lambda _: ending.close_due(database_clock.now(), limit=5), range(3), threads=3)

    assert sum(closed) == 1
    assert all(ticket.ownerships.count() == 2 for ticket in Ticket.objects.all())
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT, recipient=begun.incoming).count() == 1


@pytest.mark.both_databases
def test_a_ticket_taken_in_the_last_moment_is_hers_or_goes_to_the_watch_and_never_both(begun: ShiftChange) -> None:
    late = AgentFactory(team=begun.team)
    runs_out(begun)

    def act(ticket: Ticket | None) -> None:
        if ticket is None:
            ending.close_due(database_clock.now(), limit=5)
            return
        with pytest.raises((shifts.NotAllowedNow, shifts.NotHeld, shifts.AlreadyTaken)):
            shifts.take(begun, ticket, by=late)

    at_once(act, [None, *Ticket.objects.all(), None], threads=4)

    assert all(ticket.ownerships.count() == 2 for ticket in Ticket.objects.all())
    assert set(Ticket.objects.values_list("holder", flat=True)) == {begun.incoming_id}


@pytest.mark.both_databases
def test_it_begins_once_though_several_look(begun: ShiftChange) -> None:
    shifts.call_off(begun, by=begun.outgoing)
    now = database_clock.now()
    ends = now + timedelta(minutes=10)
    AgentHours.objects.create(agent=begun.outgoing, calendar=calendar(opens=_hours_before(ends), closes=ends.time()))
    ShiftPlan.objects.create(team=begun.team)

    at_once(lambda _: starting.start_due(database_clock.now()), range(3), threads=3)

    assert ShiftChange.objects.open().count() == 1
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_OPEN, recipient=begun.outgoing).count() == 2


def _hours_before(ends: datetime) -> time:
    return (ends - timedelta(hours=8)).time()
