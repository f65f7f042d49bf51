"""Every act on one ticket, with what it means for the clocks of its handoffs.

An act is one transaction, `clocks.act_on`: lock the ticket, its clocks, read the clock, do it, settle the clocks.
Who may act is asked again once the ticket is locked: it may have gone to another team while the lock was waited for.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from escalation import handoffs, reply_drafts, warm
from escalation.clocks import act_on, lock_and_read
from escalation.criteria import grounds
from escalation.models import Asks, Handoff, HandoffType
from escalation.package import Package, one_line
from tickets import permissions, services
from tickets.models import Agent, Cause, Channel, Message, Team, Ticket, Visibility


class ThreadMovedOn(Exception):
    """Somebody wrote while this reply was being written; `messages` are what she has not seen."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__("1 new message" if len(messages) == 1 else f"{len(messages)} new messages")
        self.messages = messages


class AlreadySaid(Exception):
    """The same words stand in the thread, said by the same agent since she read it: a button was pressed twice."""


@dataclass(frozen=True)
class Words:
    """An answer to the customer; `seen` is the id of the last message its writer had read.

    `ends_draft` says that it was written on from her draft of a reply.
    """

    body: str
    channel: Channel
    seen: int | None = None
    ends_draft: bool = False


class HandoffWaits(Exception):
    """The ticket is offered to another team at this moment: withdraw the handoff first; `handoff` is that one."""

    def __init__(self, handoff: Handoff) -> None:
        super().__init__(f"A handoff to {handoff.to_team} waits")
        self.handoff = handoff


@contextmanager
def _allowed(ticket: Ticket, *, by: Agent, may: Callable[[Agent, Ticket], bool]) -> Iterator[tuple[Ticket, datetime]]:
    """One act on a ticket by who may still do it. Raises MovedOn."""
    with act_on(ticket) as (locked, at):
        if not may(by, locked):
            raise services.MovedOn(locked)
        yield locked, at


def reply(
    ticket: Ticket,
    *,
    body: str,
    channel: Channel,
    by: Agent,
    seen: int | None = None,
    files: Sequence[UploadedFile] = (),
    and_resolve: bool = False,
    ends_draft: bool = False,
) -> Message:
    """Answer the customer, and where asked to resolve the ticket with it.

    `seen` is the id of the last message on the page the reply was written on; what came later holds the reply back.
    Her draft is gone where it was said, or where these words are what became of it (`ends_draft`). Raises
    ThreadMovedOn, AlreadySaid, HandoffWaits (to resolve meanwhile), MovedOn, EmptyMessage, MessageTooLong,
    AlreadyResolved, attachments.Refused.
    """
    with _allowed(ticket, by=by, may=permissions.can_reply) as (locked, at):
        _must_have_seen(locked, seen, body=body, by=by, visibility=Visibility.PUBLIC)
        if and_resolve:
            _must_not_wait(locked)
        message = services.add_message(locked, author=by, body=body, channel=channel, at=at, files=files)
        if and_resolve:
            services.resolve(locked, by=by, at=at)
        reply_drafts.end(locked, said=body, by=by, whatever_it_says=ends_draft)
        return message


def note(
    ticket: Ticket,
    *,
    body: str,
    by: Agent,
    seen: int | None = None,
    files: Sequence[UploadedFile] = (),
    ends_draft: bool = False,
) -> Message:
    """Leave an internal note, held back as a reply is, and ending a draft likewise. Raises ThreadMovedOn, AlreadySaid,
    EmptyMessage, MessageTooLong, attachments.Refused.
    """
    with act_on(ticket) as (locked, at):
        _must_have_seen(locked, seen, body=body, by=by, visibility=Visibility.INTERNAL)
        message = services.add_message(
            locked, author=by, body=body, channel=Channel.NOTE, visibility=Visibility.INTERNAL, at=at, files=files
        )
        reply_drafts.end(locked, said=body, by=by, whatever_it_says=ends_draft)
        return message


def claim(ticket: Ticket, *, by: Agent) -> None:
    """Take a ticket that nobody holds. Raises HandoffWaits, MovedOn, AlreadyHeld, AlreadyResolved."""
    with _allowed(ticket, by=by, may=permissions.can_claim) as (locked, at):
        _must_not_wait(locked)
        services.claim(locked, by=by, at=at)


def place(
    ticket: Ticket, *, agent: Agent | None, by: Agent, team: Team | None = None, cause: Cause = Cause.REASSIGNED
) -> None:
    """Give the ticket to a colleague, or put it back with its team; with a `team` named, put it there.

    Who took it meanwhile keeps it. Raises HandoffWaits, MovedOn, AlreadyResolved, NotInTeam.
    """
    with _allowed(ticket, by=by, may=permissions.can_place) as (locked, at):
        _must_not_wait(locked)
        if locked.holder_id not in {None, by.pk, ticket.holder_id} or locked.team_id != ticket.team_id:
            raise services.MovedOn(locked)
        services.place(locked, team=team or locked.team, agent=agent, by=by, at=at, cause=cause)


def give(ticket: Ticket, *, to: Agent, line: str, by: Agent) -> Handoff | None:
    """Hand the ticket to a colleague of its team with one line; `by` holds it until she acknowledges.

    Where no kind of handoff inside a team is in use, or to oneself, it is placed at once, and there is no handoff.
    Raises what `handoffs.send` and `place` raise.
    """
    kind = HandoffType.objects.within_team().filter(asks=Asks.ONE_LINE).first()
    if kind is None or to == by:
        place(ticket, agent=to, by=by)
        return None
    return handoffs.send(ticket, type=kind, to=ticket.team, to_agent=to, package=one_line(line), by=by)


def resolve(ticket: Ticket, *, by: Agent) -> None:
    """Close the ticket. Raises HandoffWaits, MovedOn, AlreadyResolved."""
    with _allowed(ticket, by=by, may=permissions.can_resolve) as (locked, at):
        _must_not_wait(locked)
        services.resolve(locked, by=by, at=at)


def reopen(ticket: Ticket, *, by: Agent) -> None:
    """Open a resolved ticket again. Raises MovedOn, NotResolved."""
    with _allowed(ticket, by=by, may=permissions.can_reopen) as (locked, at):
        services.reopen(locked, by=by, at=at)


@transaction.atomic
def hand_over(
    ticket: Ticket,
    *,
    type: HandoffType,
    to: Team,
    package: Package,
    by: Agent,
    to_agent: Agent | None = None,
    reply_first: Words | None = None,
    ground_reason: str = "",
    is_warm: bool = False,
    seen: int | None = None,
) -> Handoff:
    """Offer the ticket to another team, now, where wanted after a word to the customer: both, or neither.

    `seen` is the id of the last message its writer had read: what others said since holds the package back.
    `ground_reason` says why, where the criteria do not call for it or say something else; where it `is_warm` the two
    talk first. Raises what `handoffs.send`, `warm.send` and `reply` raise, and NoGround.
    """
    locked = services.lock(ticket)
    found = lock_and_read(locked)
    ground = grounds.of(ticket, type=type, to=to, at=found.at)
    if reply_first:
        first = reply_first
        reply(ticket, body=first.body, channel=first.channel, seen=first.seen, by=by, ends_draft=first.ends_draft)
    elif seen is not None:
        _others_must_not_have_spoken(ticket, seen, by=by)
    if is_warm or reply_first:  # what was just said may have ended clocks
        send = warm.send if is_warm else handoffs.send
        sent = send(ticket, type=type, to=to, package=package, by=by, to_agent=to_agent)
    else:
        sent = handoffs.send_locked(locked, type=type, to=to, package=package, by=by, to_agent=to_agent, found=found)
    grounds.check(ground, reason=ground_reason, by=by)  # last: whoever pressed twice hears that it was sent
    grounds.keep(ground, sent, reason=ground_reason)
    return sent


def _must_have_seen(ticket: Ticket, seen: int | None, *, body: str, by: Agent, visibility: Visibility) -> None:
    """Nothing was said after `seen`. Raises ThreadMovedOn; AlreadySaid where that is what is to be said now."""
    if seen is None:
        return
    later = Message.objects.filter(ticket=ticket, pk__gt=seen).select_related("agent", "customer")
    unseen = list(later.in_order())
    if any((message.agent, message.body, message.visibility) == (by, body.strip(), visibility) for message in unseen):
        raise AlreadySaid
    if unseen:
        raise ThreadMovedOn(unseen)


def _others_must_not_have_spoken(ticket: Ticket, seen: int, *, by: Agent) -> None:
    """The package says all that was known when it was sent. Raises ThreadMovedOn."""
    later = Message.objects.filter(ticket=ticket, pk__gt=seen).exclude(agent=by)
    if unseen := list(later.select_related("agent", "customer").in_order()):
        raise ThreadMovedOn(unseen)


def _must_not_wait(ticket: Ticket) -> None:
    waiting = Handoff.objects.waiting().select_related("to_team").filter(ticket=ticket).first()
    if waiting:
        raise HandoffWaits(waiting)
