"""Which tickets a shift change is about: what the outgoing agent holds and, where she answers for it, the queue."""

from django.db.models import Q, QuerySet

from escalation.models import Handoff, ShiftChange
from tickets.models import Ticket


def is_still_here(shift_change: ShiftChange, ticket: Ticket) -> bool:
    """Whether this ticket, as it is now, is one to hand over. No database."""
    holders = {shift_change.outgoing_id, None} if shift_change.covers_queue else {shift_change.outgoing_id}
    return not ticket.is_resolved and ticket.team_id == shift_change.team_id and ticket.holder_id in holders


def tickets_of(shift_change: ShiftChange) -> QuerySet[Ticket]:
    """The open tickets to hand over, by number."""
    held = Q(holder=shift_change.outgoing_id)
    if shift_change.covers_queue:
        held |= Q(holder__isnull=True)
    return Ticket.objects.open().filter(held, team=shift_change.team_id).order_by("pk")


def left_of(shift_change: ShiftChange) -> QuerySet[Ticket]:
    """Those that nobody else is asked to take by a handoff."""
    here = tickets_of(shift_change)
    return here.exclude(pk__in=Handoff.objects.waiting().filter(ticket__in=here.order_by()).values("ticket"))
