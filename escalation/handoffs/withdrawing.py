from django.db import transaction

from escalation import clocks, notices
from escalation.duty import receivers_of
from escalation.handoffs import talking
from escalation.handoffs.acknowledging import AlreadyAcknowledged, NotWaiting
from escalation.models import EventKind, Handoff, HandoffEvent, NoticeKind, Talk
from tickets import changes, services
from tickets.models import Agent


@transaction.atomic
def withdraw(handoff: Handoff, *, by: Agent) -> None:
    """Call back a handoff that nobody has acknowledged yet; the ticket stays where it is.

    Raises AlreadyAcknowledged, NotWaiting.
    """
    ticket = services.lock(handoff.ticket)
    at = clocks.lock_and_read(ticket).at
    withdrawn = {"withdrawn_at": at, "withdrawn_by": by, "talk": talking.becomes(Talk.CUT)}
    if not Handoff.objects.waiting().filter(pk=handoff.pk).update(**withdrawn):
        handoff.refresh_from_db()
        if handoff.acknowledged_by and handoff.acknowledged_at and not handoff.is_returned:
            raise AlreadyAcknowledged(handoff.acknowledged_by, handoff.acknowledged_at)
        raise NotWaiting(handoff)
    handoff.refresh_from_db()
    talking.end(handoff, at=at)
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.WITHDRAWN, at=at, by=by)
    clocks.settle(ticket, at=at)
    notices.clear_waiting(handoff, at=at)
    notices.tell(
        receivers_of(handoff.to_team, handoff.to_agent),
        handoff=handoff,
        kind=NoticeKind.WITHDRAWN,
        event="withdrawn",
        title=f"{by} withdrew {ticket.number} {ticket.subject}",
        at=at,
    )
    changes.announce(*handoff.topics)
