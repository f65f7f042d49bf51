"""The thread is drawn along those who held the ticket, with a ring where a handoff was sent, acknowledged, returned."""

import pytest

from escalation import handoffs
from escalation.desk.baton_line import Pass, Stretch, draw
from escalation.models import EventKind, Handoff, HandoffEvent, ReturnReason
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Channel, Ownership, Ticket

pytestmark = pytest.mark.django_db


def line_of(ticket: Ticket) -> list[Stretch | Pass]:
    ledger = list(Ownership.objects.filter(ticket=ticket).in_order())
    events = list(HandoffEvent.objects.filter(handoff__ticket=ticket).order_by("at", "pk"))
    return draw(ledger, events, list(ticket.messages.in_order()))


def shape(ticket: Ticket) -> list[str]:
    """The line in words: who holds, who is asked, how many messages; and the rings between."""
    return [
        f"{part.event.kind} {part.from_team} > {part.to_team}"
        if isinstance(part, Pass)
        else f"{part.holder or part.held.team}{f' ({part.asked} asked)' if part.asked else ''}: "
        f"{sum(entry.message is not None for entry in part.entries)}"
        for part in line_of(ticket)
    ]


def reply(ticket: Ticket, by: Agent, minutes: float) -> None:
    services.post_message(
        ticket, body="Here is what we know.", channel=Channel.EMAIL, author=by, at=minutes_after(minutes)
    )


@lasting
def handoff() -> Handoff:
    """Priya of the first line asks Sarah's second line, ten minutes after the customer wrote."""
    first, second = TeamFactory(name="First"), TeamFactory(name="Second")
    priya, sarah = AgentFactory(name="Priya", team=first), AgentFactory(name="Sarah", team=second)
    ticket = open_ticket(first, holder=priya)
    return send_handoff(sender=priya, receiver=sarah, ticket=ticket, at=minutes_after(10))


def test_the_sender_is_drawn_as_holder_while_the_handoff_waits(handoff: Handoff) -> None:
    reply(handoff.ticket, handoff.sent_by, 12)

    assert shape(handoff.ticket) == ["Priya: 1", "sent First > Second", "Priya (Second asked): 1"]


def test_acknowledging_begins_the_receivers_stretch(handoff: Handoff, database_clock: SettableClock) -> None:
    sarah = handoff.to_team.members.get()
    database_clock.now = minutes_after(13)
    handoffs.acknowledge(handoff, by=sarah)
    reply(handoff.ticket, sarah, 20)

    assert shape(handoff.ticket) == [
        "Priya: 1",
        "sent First > Second",
        "Priya (Second asked): 0",
        "acknowledged First > Second",
        "Sarah: 1",
    ]


def test_a_return_leads_back_to_the_sender(handoff: Handoff, database_clock: SettableClock) -> None:
    database_clock.now = minutes_after(13)
    handoffs.return_to_sender(
        handoff, reason=ReturnReason.WRONG_TEAM, note="Billing keeps these.", by=handoff.to_team.members.get()
    )

    assert shape(handoff.ticket)[-2:] == ["returned Second > First", "Priya: 0"]


def test_what_is_sent_again_was_taken_back_first(handoff: Handoff, database_clock: SettableClock) -> None:
    database_clock.now = minutes_after(13)
    sarah, note = handoff.to_team.members.get(), "Which log?"
    handoffs.return_to_sender(handoff, reason=ReturnReason.CONTEXT_MISSING, note=note, by=sarah)
    ticket = Ticket.objects.get(pk=handoff.ticket_id)
    send_handoff(sender=handoff.sent_by, receiver=sarah, ticket=ticket, at=minutes_after(20))

    *_, before, sent, waiting = line_of(ticket)
    assert isinstance(before, Stretch)
    assert isinstance(waiting, Stretch)
    assert [entry.event and entry.event.kind for entry in before.entries] == [EventKind.TAKEN_BACK]
    assert isinstance(sent, Pass)
    assert waiting.entries == []


def test_a_withdrawn_handoff_ends_the_asking_without_a_ring(handoff: Handoff, database_clock: SettableClock) -> None:
    database_clock.now = minutes_after(13)
    handoffs.withdraw(handoff, by=handoff.sent_by)

    assert shape(handoff.ticket)[2:] == ["Priya (Second asked): 0", "Priya: 0"]


def test_a_change_of_holder_without_a_handoff_is_shown_as_such() -> None:
    ticket = open_ticket(TeamFactory(name="First"))
    services.claim(ticket, by=AgentFactory(name="Priya", team=ticket.team), at=minutes_after(5))

    *_, last = line_of(ticket)

    assert shape(ticket) == ["First: 1", "Priya: 0"]
    assert isinstance(last, Stretch)
    assert [entry.change.cause for entry in last.entries if entry.change] == ["claimed"]


def test_nothing_of_the_thread_is_lost_or_doubled(handoff: Handoff, database_clock: SettableClock) -> None:
    for minutes in (10, 11, 13, 13.5):
        reply(handoff.ticket, handoff.sent_by, minutes)
    database_clock.now = minutes_after(13)
    handoffs.acknowledge(handoff, by=handoff.to_team.members.get())

    drawn = [
        e.message for part in line_of(handoff.ticket) if isinstance(part, Stretch) for e in part.entries if e.message
    ]

    assert drawn == list(handoff.ticket.messages.in_order())
    assert drawn[0].posted_at == NOON


def test_questions_to_the_sender_stand_in_the_stretch(handoff: Handoff, database_clock: SettableClock) -> None:
    database_clock.now = minutes_after(11)
    handoffs.ask(handoff, text="Which region?", by=handoff.to_team.members.get())

    *_, last = line_of(handoff.ticket)

    assert isinstance(last, Stretch)
    assert [entry.event.kind for entry in last.entries if entry.event] == [EventKind.ASKED]
