"""Handoffs half written: kept as typed, per agent and ticket, so that nothing typed is lost."""

from datetime import datetime

from escalation.models import HandoffDraft
from tickets.models import Agent, Ticket

FIELD_LIMIT = 2_000  # characters kept of any one field
FIELDS_LIMIT = 80


def save(ticket: Ticket, *, content: dict[str, str], by: Agent, at: datetime) -> HandoffDraft:
    """Keep what is in the form now, in place of what was kept before."""
    kept = {name: value[:FIELD_LIMIT] for name, value in list(content.items())[:FIELDS_LIMIT]}
    draft, _ = HandoffDraft.objects.update_or_create(
        ticket=ticket, agent=by, defaults={"content": kept, "saved_at": at}
    )
    return draft


def discard(ticket: Ticket, *, by: Agent) -> None:
    HandoffDraft.objects.filter(ticket=ticket, agent=by).delete()


def of(ticket: Ticket, agent: Agent) -> HandoffDraft | None:
    return HandoffDraft.objects.filter(ticket=ticket, agent=agent).first()
