"""Who has a part in a ticket, told from what its page shows anyway. No database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from escalation.models import EventKind, Handoff, HandoffEvent
from tickets.models import Agent, Message, Ownership, Ticket


@dataclass(frozen=True)
class Part:
    """Somebody's part in a ticket; her team's color where it is known."""

    agent: Agent
    what: str
    color: int | None = None


def parts(
    ticket: Ticket,
    card: Handoff | None,
    ledger: Sequence[Ownership],
    events: Sequence[HandoffEvent],
    messages: Sequence[Message],
) -> list[Part]:
    """Everybody once, for what matters most: who holds it, who sent it, who held it, who wrote."""
    found: dict[int, Part] = {}
    for part in [*_now(ticket), *_of(card), *_before(ledger, events, messages)]:
        found.setdefault(part.agent.pk, part)
    return list(found.values())


def _now(ticket: Ticket) -> Iterator[Part]:
    if ticket.resolved_by:
        yield Part(ticket.resolved_by, "resolved it", ticket.team.color)
    elif ticket.holder:
        yield Part(ticket.holder, "holds it now", ticket.team.color)


def _of(card: Handoff | None) -> Iterator[Part]:
    if card is None:
        return
    yield Part(card.sent_by, "handed it over", card.from_team.color)
    if card.to_agent and card.is_waiting:
        yield Part(card.to_agent, "is asked to take it", card.to_team.color)


def _before(ledger: Sequence[Ownership], events: Sequence[HandoffEvent], messages: Sequence[Message]) -> Iterator[Part]:
    for row in reversed(ledger):
        if row.agent:
            yield Part(row.agent, "held it before", row.team.color)
    for event in events:
        if event.by and event.kind != EventKind.RANG:
            yield Part(event.by, event.get_kind_display())
    for message in messages:
        if message.agent:
            yield Part(message.agent, "wrote here")
