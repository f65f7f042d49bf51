from datetime import datetime

from django.db import transaction

from escalation import clocks, notices
from escalation.duty import sender_or_stand_in
from escalation.handoffs import talking
from escalation.handoffs.continuing import ask_some
from escalation.models import EventKind, Handoff, HandoffEvent, NoticeKind, Talk
from escalation.package import LINE_LIMIT
from tickets import changes, ownership, services
from tickets.models import Agent, Cause, Ticket

# What is said about it to others, read at once.
TOLD_OF = (
    "type",
    "from_team",
    "to_team",
    "sent_by",
    "ticket__customer",
    "ticket__account",
    "ticket__issue_type",
)


class AlreadyAcknowledged(Exception):
    """Somebody was first; `by` is who and `at` is when."""

    def __init__(self, by: Agent, at: datetime) -> None:
        super().__init__(f"{by} acknowledged first")
        self.by, self.at = by, at


class NotWaiting(Exception):
    """The handoff does not wait any more: it was returned or withdrawn; `state` says which, `by` who did it."""

    def __init__(self, handoff: Handoff) -> None:
        self.state = handoff.state
        self.by = handoff.withdrawn_by or handoff.returned_by
        super().__init__(f"{self.by} has {self.state.label.lower()} this handoff")


class ReadBackMissing(Exception):
    """This kind of handoff is acknowledged with a word on what happens next."""


class OwnHandoff(Exception):
    """The sender cannot acknowledge what she sent inside her own team: she would go on holding it."""


@transaction.atomic
def acknowledge(handoff: Handoff, *, by: Agent, read_back: str = "", talk: Talk = Talk.CUT) -> None:
    """Say "mine": the receiver holds the ticket from this instant, and the acknowledge clock is judged by it.

    `read_back` is what she does next, in a line: the sender reads it, and knows that she was understood. Where it is
    being talked over, `talk` says how that ended. Saying it twice changes nothing. Raises AlreadyAcknowledged,
    NotWaiting, NotInTeam, ReadBackMissing, OwnHandoff.
    """
    said = " ".join(read_back.split())[:LINE_LIMIT]
    ticket = services.lock(handoff.ticket)
    at = clocks.lock_and_read(ticket).at
    handoff.refresh_from_db(from_queryset=Handoff.objects.select_related(*TOLD_OF))
    if handoff.acknowledged_by == by and not handoff.is_returned:
        return
    _must_wait(handoff)
    if not handoff.to_team.memberships.filter(agent=by).exists():
        raise services.NotInTeam(f"{by} does not work in {handoff.to_team}")
    if handoff.is_within_team and handoff.sent_by == by:
        raise OwnHandoff
    if handoff.needs_read_back and not said:
        raise ReadBackMissing
    row = ownership.place(ticket, team=handoff.to_team, agent=by, cause=Cause.HANDOFF, by=by, at=at)
    won = Handoff.objects.waiting().filter(pk=handoff.pk)
    became = {"acknowledged_at": at, "acknowledged_by": by, "ownership": row, "read_back": said}
    if not won.update(talk=talking.becomes(talk), **became):
        raise NotWaiting(handoff)
    _has_become(handoff, ticket, talk=talk if handoff.talk == Talk.OPEN else handoff.talk, **became)
    talking.end(handoff, at=at)
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.ACKNOWLEDGED, at=at, by=by, text=said)
    clocks.settle(ticket, at=at)
    notices.clear_waiting(handoff, at=at)
    _tell_sender(handoff, by=by, at=at)
    ask_some(handoff, of=by, at=at)
    changes.announce(*handoff.topics)


def _has_become(handoff: Handoff, ticket: Ticket, **became: object) -> None:
    """What was read under the lock says what was written under it; nobody else writes to either meanwhile."""
    for name, value in became.items():
        setattr(handoff, name, value)
    handoff.ticket.team, handoff.ticket.holder = ticket.team, ticket.holder


def _must_wait(handoff: Handoff) -> None:
    if handoff.acknowledged_by is not None and handoff.acknowledged_at is not None and not handoff.is_returned:
        raise AlreadyAcknowledged(handoff.acknowledged_by, handoff.acknowledged_at)
    if not handoff.is_waiting:
        raise NotWaiting(handoff)


def _tell_sender(handoff: Handoff, *, by: Agent, at: datetime) -> None:
    notices.tell(
        [sender_or_stand_in(handoff.sent_by, handoff.from_team, at=at)],
        handoff=handoff,
        kind=NoticeKind.ACKNOWLEDGED,
        event="acknowledged",
        title=f"{by} has {handoff.ticket.number} now: {handoff.ticket.subject}",
        text=handoff.read_back,
        at=at,
    )
