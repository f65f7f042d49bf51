"""Waiting handoffs by the hundred or the thousand: rows alone, because the services take their time over each."""

from datetime import datetime, timedelta

from escalation.engine.ladder import Ladder
from escalation.models import Clock, ClockKind, Handoff, HandoffType, Rung
from escalation.package import Sentiment, Urgency
from tests.factories import CustomerFactory
from tickets.models import Agent, AuthorKind, Cause, Channel, Message, Ownership, Ticket

BATCH = 2000


def waiting_handoffs(count: int, *, sender: Agent, receiver: Agent, at: datetime) -> list[Handoff]:
    """Each of a ticket of its own, which the sender holds; without clocks, see `start_clocks`, and without a policy."""
    tickets = _tickets(count, sender, at)
    type_, from_team, to_team = HandoffType.objects.all()[0], sender.teams.get(), receiver.teams.get()
    return Handoff.objects.bulk_create(
        [
            Handoff(
                ticket=ticket,
                type=type_,
                from_team=from_team,
                to_team=to_team,
                sent_at=at,
                sent_by=sender,
                issue_summary="The order is stuck.",
                sentiment=Sentiment.NEUTRAL,
                urgency=Urgency.NORMAL,
            )
            for ticket in tickets
        ],
        batch_size=BATCH,
    )


def _tickets(count: int, holder: Agent, at: datetime) -> list[Ticket]:
    customer, team = CustomerFactory(), holder.teams.get()
    tickets = Ticket.objects.bulk_create(
        [
            Ticket(
                subject=f"Order {number} is stuck",
                customer=customer,
                account=customer.account,
                team=team,
                holder=holder,
                opened_at=at,
                last_activity_at=at,
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )
    Ownership.objects.bulk_create(
        [Ownership(ticket=ticket, team=team, agent=holder, cause=Cause.OPENED, started_at=at) for ticket in tickets],
        batch_size=BATCH,
    )
    Message.objects.bulk_create(
        [
            Message(
                ticket=ticket,
                author_kind=AuthorKind.CUSTOMER,
                customer=customer,
                channel=Channel.EMAIL,
                body="It is still stuck.",
                posted_at=at,
            )
            for ticket in tickets
        ],
        batch_size=BATCH,
    )
    return tickets


def start_clocks(
    handoffs: list[Handoff], due_at: list[datetime], *, kind: ClockKind = ClockKind.ACKNOWLEDGE, generation: int = 1
) -> list[Clock]:
    """A clock for each, due when the second list says."""
    return Clock.objects.bulk_create(
        [
            Clock(
                handoff=handoff,
                kind=kind,
                generation=generation,
                started_at=handoff.sent_at,
                due_at=due,
            )
            for handoff, due in zip(handoffs, due_at, strict=True)
        ],
        batch_size=BATCH,
    )


def start_ladders(handoffs: list[Handoff], ladder: Ladder) -> None:
    """Let these climb a policy's steps, counted from when they were sent."""
    for handoff in handoffs:
        handoff.ladder = ladder.to_json()
    Handoff.objects.bulk_update(handoffs, ["ladder"], batch_size=BATCH)
    Rung.objects.bulk_create(
        [Rung(handoff=handoff, number=0, due_at=ladder.due_at(0, sent_at=handoff.sent_at)) for handoff in handoffs],
        batch_size=BATCH,
    )


def evenly(count: int, *, start: datetime, over: timedelta) -> list[datetime]:
    """So many instants, spread over a stretch of time."""
    return [start + over * number / count for number in range(count)]
