"""What a ticket's page says of its customer's company beside the ticket."""

from django.db.models import QuerySet

from escalation.came_along import EarlierTicket
from escalation.models import Handoff
from tickets.compiled import any_of, compiled
from tickets.models import AccountEvent, Agent, Ticket

SHOWN = 5  # tickets, and account events


def events_of(ticket: Ticket) -> list[AccountEvent]:
    """What happened to the company last."""
    return _account_events(account_id=ticket.account_id)


@compiled
def _account_events(*, account_id: int) -> QuerySet[AccountEvent, AccountEvent]:
    return AccountEvent.objects.filter(account=account_id).order_by("-happened_at")[:SHOWN]


def others_of(ticket: Ticket, reader: Agent) -> list[Ticket]:
    """Its latest other tickets that the reader may open."""
    return _others(ticket_id=ticket.pk, account_id=ticket.account_id, reader_id=reader.pk, role=reader.role)


@compiled
def _others(*, ticket_id: int, account_id: int, reader_id: int, role: str) -> QuerySet[Ticket, Ticket]:
    """Other tickets of the customer's company that the reader may open."""
    visible = Ticket.objects.visible_to(Agent(pk=reader_id, role=role))
    others = visible.filter(account=account_id).exclude(pk=ticket_id)
    return others.only("subject", "status", "opened_at").order_by("-opened_at")[:SHOWN]


def earlier_tickets(card: Handoff | None, reader: Agent) -> list[EarlierTicket]:
    """What came along of earlier tickets, as far as the reader may open them; asked only where some came."""
    brought = card.brought if card else None
    if not brought or not brought.earlier:
        return []
    numbers = [each.ticket for each in brought.earlier]
    found = _openable(reader_id=reader.pk, role=reader.role, numbers=numbers)
    return brought.openable(ticket.pk for ticket in found)


@compiled
def _openable(*, reader_id: int, role: str, numbers: list[int]) -> QuerySet[Ticket, Ticket]:
    return Ticket.objects.visible_to(Agent(pk=reader_id, role=role)).filter(any_of("id", numbers)).only("pk")
