"""A handoff's life: sent, acknowledged, returned, withdrawn, asked about; and what each does to holder and clocks."""

from datetime import timedelta
from typing import Any

import pytest

from escalation import handoffs
from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffEvent, Notice, NoticeKind, ReturnReason
from escalation.package import IncompletePackage
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, BotFactory, TeamFactory, open_ticket, package, send_handoff
from tickets import services
from tickets.models import Cause, Ownership, Role, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def clock_of(handoff: Handoff, kind: ClockKind) -> Clock:
    return handoff.clocks.get(kind=kind)


def test_sending_leaves_the_ticket_with_its_sender() -> None:
    handoff = send_handoff()

    ticket = handoff.ticket
    ticket.refresh_from_db()
    assert (ticket.holder, ticket.team) == (handoff.sent_by, handoff.from_team)
    assert handoff.is_waiting


def test_sending_starts_both_clocks_from_the_same_instant() -> None:
    handoff = send_handoff(at=NOON)

    assert clock_of(handoff, ClockKind.ACKNOWLEDGE).due_at == minutes_after(15)
    assert clock_of(handoff, ClockKind.RESPOND).due_at == minutes_after(60)


def test_everybody_of_the_receiving_team_is_told_and_nobody_else() -> None:
    team = TeamFactory(tier=2)
    sarah, jonas = AgentFactory(team=team), AgentFactory(team=team)
    AgentFactory(team=team, is_active=False)
    AgentFactory(team=TeamFactory())

    handoff = send_handoff(receiver=sarah)

    told = Notice.objects.filter(handoff=handoff, kind=NoticeKind.SENT)
    assert {notice.recipient for notice in told} == {sarah, jonas}


def test_an_incomplete_package_is_refused_field_by_field_and_changes_nothing() -> None:
    with pytest.raises(IncompletePackage) as refused:
        send_handoff(package=package(issue_summary=" ", troubleshooting=()))

    assert set(refused.value.problems) == {"issue_summary", "troubleshooting"}
    assert not Handoff.objects.exists()
    assert not Clock.objects.exists()


def test_a_second_handoff_of_a_ticket_is_refused_while_one_waits() -> None:
    handoff = send_handoff()

    with pytest.raises(handoffs.AlreadyWaiting) as refused:
        send_handoff(ticket=handoff.ticket, sender=handoff.sent_by)

    assert refused.value.handoff == handoff


def test_acknowledging_makes_the_receiver_the_holder_from_that_instant(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    at = database_clock.forward(minutes=4)

    handoffs.acknowledge(handoff, by=receiver)

    row = Ownership.objects.current().get(ticket=handoff.ticket)
    assert (row.agent, row.team, row.cause, row.started_at) == (receiver, handoff.to_team, Cause.HANDOFF, at)
    assert handoff.ownership == row
    assert clock_of(handoff, ClockKind.ACKNOWLEDGE).state == ClockState.MET


def test_acknowledging_reads_what_it_tells_others_at_once(
    database_clock: SettableClock, django_assert_max_num_queries: Any
) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    sent = Handoff.objects.get(pk=send_handoff(receiver=receiver).pk)

    with django_assert_max_num_queries(25):
        handoffs.acknowledge(sent, by=receiver)


def test_the_second_to_acknowledge_is_told_who_was_first(database_clock: SettableClock) -> None:
    team = TeamFactory(tier=2)
    sarah, jonas = AgentFactory(team=team), AgentFactory(team=team)
    handoff = send_handoff(receiver=sarah)
    handoffs.acknowledge(Handoff.objects.get(), by=sarah)
    database_clock.forward(seconds=3)

    with pytest.raises(handoffs.AlreadyAcknowledged) as refused:
        handoffs.acknowledge(handoff, by=jonas)

    assert (refused.value.by, refused.value.at) == (sarah, NOON)
    assert HandoffEvent.objects.filter(kind="acknowledged").count() == 1


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(15 * 60 - 1, ClockState.MET), (15 * 60, ClockState.MET), (15 * 60 + 1, ClockState.BREACHED)],
    ids=["just before", "at the very instant", "just after"],
)
def test_acknowledging_judges_the_clock_itself(database_clock: SettableClock, seconds: int, state: ClockState) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    at = database_clock.forward(seconds=seconds)

    handoffs.acknowledge(handoff, by=receiver)

    clock = clock_of(handoff, ClockKind.ACKNOWLEDGE)
    assert (clock.state, clock.met_at) == (state, at)
    assert clock.breached_at == (clock.due_at if state == ClockState.BREACHED else None)


def test_somebody_of_another_team_cannot_acknowledge() -> None:
    handoff = send_handoff()

    with pytest.raises(services.NotInTeam):
        handoffs.acknowledge(handoff, by=AgentFactory(team=TeamFactory()))

    handoff.refresh_from_db()
    assert handoff.is_waiting


def test_a_withdrawn_handoff_voids_its_clocks_and_can_be_sent_anew(database_clock: SettableClock) -> None:
    handoff = send_handoff()
    database_clock.forward(minutes=2)

    handoffs.withdraw(handoff, by=handoff.sent_by)

    assert {clock.state for clock in handoff.clocks.all()} == {ClockState.VOID}
    assert send_handoff(ticket=handoff.ticket, sender=handoff.sent_by).is_waiting


def test_an_acknowledged_handoff_cannot_be_withdrawn(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    handoffs.acknowledge(handoff, by=receiver)

    with pytest.raises(handoffs.AlreadyAcknowledged):
        handoffs.withdraw(handoff, by=handoff.sent_by)


@pytest.mark.parametrize("acknowledged", [False, True], ids=["before acknowledging", "after acknowledging"])
def test_a_return_puts_the_ticket_with_its_sender_and_starts_her_own_clock(
    database_clock: SettableClock, acknowledged: bool
) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    if acknowledged:
        handoffs.acknowledge(handoff, by=receiver)
    at = database_clock.forward(minutes=5)

    handoffs.return_to_sender(handoff, reason=ReturnReason.CONTEXT_MISSING, note="Which order?", by=receiver)

    handoff.ticket.refresh_from_db()
    assert handoff.ticket.holder == handoff.sent_by
    take_back = clock_of(handoff, ClockKind.TAKE_BACK)
    assert (take_back.started_at, take_back.due_at) == (at, at + timedelta(minutes=15))
    assert Notice.objects.get(kind=NoticeKind.RETURNED).recipient == handoff.sent_by


def test_a_return_without_words_is_refused() -> None:
    handoff = send_handoff()

    with pytest.raises(handoffs.ReasonMissing):
        handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="  ", by=handoff.sent_by)


def test_a_handoff_is_returned_at_most_once(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Billing's.", by=receiver)

    with pytest.raises(handoffs.NotWaiting):
        handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Billing's.", by=receiver)


def test_what_a_bot_sent_returns_to_the_team_that_answers_for_it(database_clock: SettableClock) -> None:
    tier1 = TeamFactory()
    bot = BotFactory(team=TeamFactory(tier=0), answered_for_by=tier1)
    AgentFactory(team=tier1, role=Role.LEAD)
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(sender=bot, receiver=receiver)

    handoffs.return_to_sender(handoff, reason=ReturnReason.CRITERIA_NOT_MET, note="Solved by article 12.", by=receiver)

    handoff.ticket.refresh_from_db()
    assert (handoff.ticket.team, handoff.ticket.holder) == (tier1, None)


def test_taking_back_meets_the_senders_clock(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    handoffs.return_to_sender(handoff, reason=ReturnReason.CONTEXT_MISSING, note="Which order?", by=receiver)
    database_clock.forward(minutes=3)

    handoffs.take_back(handoff, by=handoff.sent_by)

    assert clock_of(handoff, ClockKind.TAKE_BACK).state == ClockState.MET


def test_passing_on_an_unanswered_handoff_hands_on_its_deadline(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    first = send_handoff(receiver=receiver)
    handoffs.acknowledge(first, by=receiver)

    second = send_handoff(ticket=first.ticket, sender=receiver, at=database_clock.forward(minutes=30))

    assert clock_of(second, ClockKind.RESPOND).due_at == minutes_after(60)
    assert clock_of(first, ClockKind.RESPOND).state == ClockState.VOID


def test_asking_the_sender_tells_her_and_stops_no_clock(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)

    handoffs.ask(handoff, text="Which environment?", by=receiver)
    handoffs.answer(handoff, text="Production.", by=handoff.sent_by)

    assert Notice.objects.get(kind=NoticeKind.ASKED).recipient == handoff.sent_by
    assert Notice.objects.get(kind=NoticeKind.ANSWERED).recipient == receiver
    assert clock_of(handoff, ClockKind.ACKNOWLEDGE).is_running


def test_whoever_sends_an_unheld_ticket_holds_it_first() -> None:
    sender = AgentFactory(team=TeamFactory())
    ticket = open_ticket(sender.teams.get())

    send_handoff(ticket=ticket, sender=sender)

    assert [row.cause for row in ticket.ownerships.in_order()] == [Cause.OPENED, Cause.CLAIMED]


def test_whoever_held_what_a_colleague_sends_away_is_told(database_clock: SettableClock) -> None:
    holder = AgentFactory(team=TeamFactory())
    colleague = AgentFactory(team=holder.teams.get())
    ticket = open_ticket(holder.teams.get(), holder=holder)
    send_handoff(sender=holder, ticket=open_ticket(holder.teams.get(), holder=holder))

    sent = send_handoff(sender=colleague, ticket=ticket)

    told = Notice.objects.get(kind=NoticeKind.HANDED_ON)
    assert (told.recipient, told.handoff) == (holder, sent)
    assert "which you held" in told.title


def test_whoever_was_told_that_a_colleague_sends_it_away_can_open_it_where_it_is_then() -> None:
    holder, receiver = AgentFactory(team=TeamFactory()), AgentFactory(team=TeamFactory(tier=2))
    ticket = open_ticket(holder.teams.get(), holder=holder)
    sent = send_handoff(sender=AgentFactory(team=holder.teams.get()), receiver=receiver, ticket=ticket)

    handoffs.acknowledge(sent, by=receiver)

    assert ticket in Ticket.objects.visible_to(holder)
