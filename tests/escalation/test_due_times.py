"""Deadlines count the hours of the team they bind, as its calendar is when they start."""

from datetime import time, timedelta

import pytest

from escalation import handoffs
from escalation.models import BusinessCalendar, ClockKind, Handoff, ReturnReason
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, calendar, escalation_policy, send_handoff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
LATE = NOON.replace(hour=16, minute=50)
MORNING = NOON.replace(hour=9) + timedelta(days=1)


def due(handoff: Handoff, kind: ClockKind) -> object:
    return handoff.clocks.get(kind=kind).due_at


@pytest.fixture
def office() -> BusinessCalendar:
    return calendar(opens=time(9), closes=time(17))


def test_a_handoff_is_due_in_the_receiving_teams_hours(office: BusinessCalendar) -> None:
    receiver = AgentFactory(team=TeamFactory())
    office.teams.create(team=receiver.teams.get())
    handoff = send_handoff(receiver=receiver, at=LATE)

    assert due(handoff, ClockKind.ACKNOWLEDGE) == MORNING + QUARTER - timedelta(minutes=10)
    assert due(handoff, ClockKind.RESPOND) == MORNING + HOUR - timedelta(minutes=10)


def test_the_hours_of_the_sending_team_do_not_matter_to_the_receiver(office: BusinessCalendar) -> None:
    sender = AgentFactory(team=TeamFactory())
    office.teams.create(team=sender.teams.get())

    assert due(send_handoff(sender=sender, at=LATE), ClockKind.ACKNOWLEDGE) == LATE + QUARTER


def test_what_comes_back_is_due_in_the_sending_teams_hours(
    office: BusinessCalendar, database_clock: SettableClock
) -> None:
    sender, receiver = AgentFactory(team=TeamFactory()), AgentFactory(team=TeamFactory())
    office.teams.create(team=sender.teams.get())
    handoff = send_handoff(sender=sender, receiver=receiver, at=NOON)
    database_clock.now = LATE
    handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=receiver)

    assert due(handoff, ClockKind.TAKE_BACK) == MORNING + timedelta(minutes=5)


def test_who_sent_it_to_closed_doors_has_no_longer_to_take_it_back(
    office: BusinessCalendar, database_clock: SettableClock
) -> None:
    receiver = AgentFactory(team=TeamFactory())
    office.teams.create(team=receiver.teams.get())
    handoff = send_handoff(receiver=receiver, at=LATE)
    database_clock.now = MORNING
    handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=receiver)

    assert due(handoff, ClockKind.TAKE_BACK) == MORNING + QUARTER


def test_editing_a_calendar_or_a_type_changes_nothing_sent(
    office: BusinessCalendar, database_clock: SettableClock
) -> None:
    kind = HandoffTypeFactory(policy=escalation_policy((10, "page")))
    receiver = AgentFactory(team=TeamFactory())
    office.teams.create(team=receiver.teams.get())
    handoff = send_handoff(receiver=receiver, type=kind, at=LATE)
    frozen = handoff.ladder

    office.windows.update(opens=time(12), closes=time(13))
    kind.acknowledge_within = HOUR
    kind.save()
    handoff.refresh_from_db()

    assert due(handoff, ClockKind.ACKNOWLEDGE) == MORNING + timedelta(minutes=5)
    assert handoff.ladder == frozen
    database_clock.now = MORNING
    handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=receiver)
    assert due(handoff, ClockKind.TAKE_BACK) == MORNING + QUARTER
