"""What nobody took when the window ends goes to whoever is on duty, and she is told loudly."""

from datetime import timedelta
from typing import Any

import pytest

from escalation import shift_change as shifts
from escalation.engine import follower
from escalation.models import Notice, NoticeKind, ShiftChange, ShiftPlan, ShiftTicket
from escalation.shift_change import ending
from tests.clock import SettableClock
from tests.escalation.shift_change.conftest import noted
from tests.factories import AgentFactory, TeamFactory, open_ticket, rota_of, send_handoff
from tickets.models import Agent, Cause, Team, Ticket, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def over(change: ShiftChange, database_clock: SettableClock) -> ShiftChange:
    """Its window has ended."""
    database_clock.now = change.ends_at
    return change


def test_what_is_left_goes_to_who_has_the_watch(
    team: Team, change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    rota_of(team, ben)
    noted(change, held[0])
    database_clock.now = change.ends_at
    follower.follow_up(change.ends_at)

    for ticket in held:
        row = ticket.ownerships.current().get()
        assert (row.agent, row.cause, row.by, row.started_at) == (ben, Cause.SHIFT, None, change.ends_at)
        assert ShiftTicket.objects.get(ticket=ticket).left_at == change.ends_at
    change.refresh_from_db()
    assert change.closed_at == change.ends_at


def test_the_watcher_the_lead_and_the_one_who_went_are_told_urgently_and_why(
    team: Team, over: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent, lead: Agent
) -> None:
    rota_of(team, ben)
    ending.close_due(over.ends_at, limit=5)

    told = {notice.recipient: notice for notice in Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT)}
    assert set(told) == {ana, ben, lead}
    assert told[ben].reason == "On duty for Lisbon: has the turn on the rota"
    assert told[ben].title == "2 tickets were taken by nobody at the shift change of Ana Reis"
    assert "Orders stop" in told[ben].body
    assert all(notice.is_urgent for notice in told.values())


def test_it_ends_once(over: ShiftChange, held: list[Ticket]) -> None:
    assert ending.close_due(over.ends_at, limit=5) == 1
    assert ending.close_due(over.ends_at, limit=5) == 0

    assert held[0].ownerships.count() == 2
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT).count() == 2  # the lead who stands in, and she who went


def test_nothing_is_taken_away_while_the_window_is_open(change: ShiftChange, held: list[Ticket], ana: Agent) -> None:
    follower.follow_up(change.ends_at - timedelta(microseconds=1))

    assert held[0].ownerships.current().get().agent == ana


def test_what_was_taken_stays_and_nobody_is_alarmed_where_nothing_is_left(
    change: ShiftChange, held: list[Ticket], ben: Agent, database_clock: SettableClock
) -> None:
    for ticket in held:
        noted(change, ticket)
    shifts.take_all(change, held, by=ben)
    database_clock.now = change.ends_at
    ending.close_due(change.ends_at, limit=5)

    assert all(ticket.ownerships.current().get().agent == ben for ticket in held)
    assert not Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT).exists()


def test_what_she_came_to_hold_meanwhile_is_not_forgotten(
    over: ShiftChange, team: Team, ana: Agent, lead: Agent
) -> None:
    late = open_ticket(team, holder=ana)
    ending.close_due(over.ends_at, limit=5)

    assert late.ownerships.current().get().agent == lead


def test_a_ticket_that_waits_for_another_team_stays_with_its_sender(
    over: ShiftChange, held: list[Ticket], ana: Agent
) -> None:
    send_handoff(sender=ana, ticket=held[0])
    ending.close_due(over.ends_at, limit=5)

    assert held[0].ownerships.current().get().agent == ana


def test_who_goes_does_not_get_them_back_though_she_has_the_watch(
    over: ShiftChange, team: Team, held: list[Ticket], ana: Agent, lead: Agent
) -> None:
    rota_of(team, ana)
    ending.close_due(over.ends_at, limit=5)

    assert held[0].ownerships.current().get().agent == lead


def test_a_manager_who_stands_in_is_told_and_the_team_holds_them(
    team: Team, ana: Agent, ben: Agent, held: list[Ticket], database_clock: SettableClock
) -> None:
    boss = AgentFactory(role="manager")
    begun = shifts.start_by_hand(team, by=ana, at=database_clock.now)
    database_clock.now = begun.ends_at
    ending.close_due(begun.ends_at, limit=5)

    row = held[0].ownerships.current().get()
    assert (row.team, row.agent) == (team, None)
    assert Notice.objects.filter(kind=NoticeKind.SHIFT_LEFT, recipient=boss).exists()


def test_one_that_fails_is_tried_again_and_goes_on_where_it_stopped(
    over: ShiftChange, held: list[Ticket], lead: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave, done = ending._leave, []

    def breaks_at_the_second(*args: Any) -> None:
        done.append(args)
        if len(done) == 2:
            raise RuntimeError("The power is out")
        leave(*args)

    monkeypatch.setattr(ending, "_leave", breaks_at_the_second)
    assert ending.close_due(over.ends_at, limit=5) == 0
    assert ending.close_due(over.ends_at, limit=5) == 0  # put off
    assert ending.close_due(over.ends_at + timedelta(seconds=1), limit=5) == 1

    assert all(ticket.ownerships.current().get().agent == lead for ticket in held)
    assert all(ticket.ownerships.count() == 2 for ticket in held)


def test_across_two_teams_the_rest_goes_to_the_watch_of_the_one_that_follows(
    team: Team, ana: Agent, held: list[Ticket], database_clock: SettableClock
) -> None:
    east = TeamFactory(name="Singapore", slug="singapore")
    wei = AgentFactory(team=east)
    AgentFactory(team=east, role="lead")
    rota_of(east, wei)
    ShiftPlan.objects.create(team=team, followed_by=east)
    begun = shifts.start_by_hand(team, by=ana, at=database_clock.now)
    database_clock.now = begun.ends_at
    ending.close_due(begun.ends_at, limit=5)

    row = held[0].ownerships.current().get()
    assert (row.team, row.agent) == (east, wei)
    assert Ticket.objects.visible_to(ana).filter(pk=held[0].pk).exists()


def _notes(ticket: Ticket) -> list[str]:
    return [said.body for said in ticket.messages.filter(visibility=Visibility.INTERNAL).order_by("pk")]


@pytest.mark.parametrize("said", [{"next_action": ""}, {"note": ""}])
def test_what_was_said_of_a_ticket_stands_in_its_thread_though_the_change_is_called_off(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent, said: dict[str, object]
) -> None:
    noted(change, held[0], **said)
    shifts.say(change, held[0], text="Which log?", by=ben)
    shifts.call_off(change, by=ana)

    (told,) = _notes(held[0])
    assert ("The limit was raised" in told, "Next: Ask for the log." in told) == ("note" not in said, "note" in said)
    assert "Ben Lowe: Which log?" in told
    assert not _notes(held[1])


def test_what_was_said_of_a_ticket_offered_elsewhere_stands_in_its_thread_at_the_end(
    change: ShiftChange, held: list[Ticket], ana: Agent, database_clock: SettableClock
) -> None:
    noted(change, held[0])
    send_handoff(sender=ana, ticket=held[0])
    database_clock.now = change.ends_at
    ending.close_due(change.ends_at, limit=5)

    assert len(_notes(held[0])) == 1


def test_what_is_asked_about_a_ticket_that_was_taken_reaches_its_thread(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)
    shifts.say(change, held[0], text="Which log?", by=ben)
    shifts.say(change, held[0], text="The gateway's.", by=ana)

    assert _notes(held[0])[1:] == ["Shift change: Which log?", "Shift change: The gateway's."]
