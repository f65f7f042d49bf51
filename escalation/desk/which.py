"""Which of a ticket's handoffs its page is about. No database."""

from collections.abc import Sequence

from escalation.models import EventKind, Handoff, HandoffEvent
from tickets.models import Ticket


def sent_in(events: Sequence[HandoffEvent]) -> list[Handoff]:
    """Those that a ticket's events tell of, in order."""
    return [event.handoff for event in events if event.kind == EventKind.SENT]


def card(ticket: Ticket, sent: Sequence[Handoff]) -> Handoff | None:
    """The handoff that matters now: waiting, come back, or the one that brought the ticket to its team."""
    for handoff in reversed(sent):
        if handoff.is_waiting or handoff.awaits_take_back:
            return handoff
        if _is_with(handoff, ticket):
            return handoff
    return None


def _is_with(handoff: Handoff, ticket: Ticket) -> bool:
    return handoff.is_acknowledged and not handoff.is_returned and handoff.to_team_id == ticket.team_id


def arrival(ticket: Ticket, card: Handoff | None, sent: Sequence[Handoff]) -> Handoff | None:
    """What brought the ticket to its team, where a colleague there had the card's handoff after it."""
    if card is None or not card.is_within_team or not card.is_acknowledged:
        return None
    came = (each for each in reversed(sent) if not each.is_within_team and _is_with(each, ticket))
    return next(came, None)


def whole_before(card: Handoff | None, sent: Sequence[Handoff]) -> Handoff | None:
    """What stands behind a line: a colleague who goes on with a ticket needs what it came to the team with."""
    if card is None or not card.is_one_line:
        return None
    whole = (each for each in reversed(sent) if each.pk < card.pk and not each.is_one_line and not each.withdrawn_at)
    return next(whole, None)
