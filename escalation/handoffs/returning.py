from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction

from escalation import clocks, notices
from escalation.duty import hours_of, sender_or_stand_in
from escalation.handoffs import talking
from escalation.handoffs.acknowledging import NotWaiting
from escalation.models import ClockKind, EventKind, Handoff, HandoffEvent, NoticeKind, ReturnReason, Talk
from escalation.package import LINE_LIMIT
from escalation.permissions import can_return
from tickets import changes, ownership, services
from tickets.models import Agent, Cause, Team, Ticket


class ReasonMissing(Exception):
    """A return says what is wrong, in words."""


class NotAPart(Exception):
    """Something is said to be missing that the handoff was never asked for; the message names it."""


class NotReturnable(Exception):
    """The ticket has moved on since it was acknowledged: it is somebody else's, resolved, or handed on."""


class NotReturned(Exception):
    """There is nothing to take back: the handoff was not returned, or was taken back already; `by` is who did."""

    def __init__(self, handoff: Handoff) -> None:
        self.by = handoff.taken_back_by
        super().__init__(f"{self.by} took it back already" if self.by else "This handoff was not returned")


@transaction.atomic
def return_to_sender(
    handoff: Handoff,
    *,
    reason: ReturnReason,
    note: str,
    by: Agent,
    missing: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Give a handoff back, before or after acknowledging it. The sender holds the ticket and has a clock of her own.

    `missing` says by name of a field (those of `handoff.parts`) what is missing there; where it says something, the
    note may be empty. Raises ReasonMissing, NotAPart, NotWaiting (withdrawn or returned already), NotInTeam,
    NotReturnable.
    """
    missed = _said(handoff, missing)
    if not note.strip() and not missed:
        raise ReasonMissing
    ticket = services.lock(handoff.ticket)
    at = clocks.lock_and_read(ticket).at
    handoff.refresh_from_db()
    if handoff.withdrawn_at or handoff.returned_at:
        raise NotWaiting(handoff)
    if not can_return(by, handoff):
        raise services.NotInTeam(f"{by} does not work in {handoff.to_team}")
    later = Handoff.objects.filter(ticket=ticket, pk__gt=handoff.pk)
    if handoff.is_acknowledged and not is_still_there(ticket, handoff, later=later):
        raise NotReturnable
    Handoff.objects.filter(pk=handoff.pk, returned_at__isnull=True, withdrawn_at__isnull=True).update(
        returned_at=at,
        returned_by=by,
        return_reason=reason,
        return_note=note.strip(),
        return_missing=missed,
        talk=talking.becomes(Talk.CUT),
    )
    handoff.refresh_from_db()
    talking.end(handoff, at=at)
    _give_back(ticket, handoff, by=by, at=at)
    text = _in_words(handoff, reason)
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.RETURNED, at=at, by=by, text=text)
    team, _ = _who_takes(handoff)
    clocks.start(handoff, at=at, due_at={ClockKind.TAKE_BACK: hours_of(team).add(at, _time_given(handoff))})
    clocks.settle(ticket, at=at)
    notices.clear_waiting(handoff, at=at)
    _tell_sender(handoff, by=by, text=text, at=at)
    changes.announce(*handoff.topics)


def _said(handoff: Handoff, missing: Mapping[str, str]) -> dict[str, str]:
    """What is missing, by field, without the fields of which nothing is said."""
    if unknown := missing.keys() - handoff.parts.keys():
        raise NotAPart(", ".join(sorted(unknown)))
    said = {name: " ".join(words.split())[:LINE_LIMIT] for name, words in missing.items()}
    return {name: words for name, words in said.items() if words}


def _in_words(handoff: Handoff, reason: ReturnReason) -> str:
    """The reason, what was said with it, and what is missing, field by field."""
    lines = [f"{reason.label}: {handoff.return_note}" if handoff.return_note else f"{reason.label}."]
    return "\n".join([*lines, *(f"{label}: {words}" for label, words in handoff.missed)])


def _tell_sender(handoff: Handoff, *, by: Agent, text: str, at: datetime) -> None:
    notices.tell(
        [sender_or_stand_in(handoff.sent_by, handoff.from_team, at=at)],
        handoff=handoff,
        kind=NoticeKind.RETURNED,
        event="returned",
        title=f"{by} returned {handoff.ticket.number} {handoff.ticket.subject}",
        text=text,
        at=at,
    )


def is_still_there(ticket: Ticket, handoff: Handoff, *, later: Iterable[Handoff]) -> bool:
    """Whether an acknowledged handoff can be returned yet: its team has the ticket, and has not handed it on.

    Of those `later` what was withdrawn or came back took it nowhere, and neither did what went from one of the team to
    the next.
    """
    if ticket.is_resolved or ticket.team_id != handoff.to_team_id:
        return False
    return all(
        each.withdrawn_at or each.is_returned or (each.is_acknowledged and each.is_within_team) for each in later
    )


def _give_back(ticket: Ticket, handoff: Handoff, *, by: Agent, at: datetime) -> None:
    """Place the ticket with who must act now: the sender, or the team that answers for her when she cannot.

    That team may open it from now on, wherever it goes: it is told when nobody takes the handoff back in time.
    """
    team, agent = _who_takes(handoff)
    services.take_part(ticket, team=team, at=at)
    ownership.place(ticket, team=team, agent=agent, cause=Cause.RETURNED, by=by, at=at)


def _who_takes(handoff: Handoff) -> tuple[Team, Agent | None]:
    sender = handoff.sent_by
    if sender.is_bot:
        return sender.answered_for_by or handoff.from_team, None
    return handoff.from_team, sender if sender.is_active else None


def _time_given(handoff: Handoff) -> timedelta:
    """As its type said at sending; one that is older than that had as long as to acknowledge it."""
    return handoff.take_back_within or handoff.acknowledge_within or handoff.type.take_back_within


@transaction.atomic
def take_back(handoff: Handoff, *, by: Agent) -> None:
    """The sender's side takes up what came back; whoever does it holds the ticket. Raises NotReturned."""
    ticket = services.lock(handoff.ticket)
    at = clocks.lock_and_read(ticket).at
    if not Handoff.objects.to_take_back().filter(pk=handoff.pk).update(taken_back_at=at, taken_back_by=by):
        handoff.refresh_from_db()
        raise NotReturned(handoff)
    handoff.refresh_from_db()
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.TAKEN_BACK, at=at, by=by)
    if not ticket.is_resolved and ticket.team.memberships.filter(agent=by).exists():
        ownership.place(ticket, team=ticket.team, agent=by, cause=Cause.CLAIMED, by=by, at=at)
    clocks.settle(ticket, at=at)
    changes.announce(*handoff.topics)
