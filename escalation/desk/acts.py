"""Every act on one ticket, with what it means for the clocks of its handoffs.

An act is one transaction: lock the ticket, lock its clocks, read the database's clock, do it, settle the clocks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from escalation import clocks, database_clock, handoffs
from escalation.models import Handoff, HandoffType
from escalation.package import Package
from tickets import services
from tickets.models import Agent, Cause, Channel, Message, Team, Ticket, Visibility


class ThreadMovedOn(Exception):
    """Somebody wrote while this reply was being written; `messages` are what she has not seen."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__(f"{len(messages)} new messages")
        self.messages = messages


class HandoffWaits(Exception):
    """The ticket is offered to another team at this moment: withdraw the handoff first; `handoff` is that one."""

    def __init__(self, handoff: Handoff) -> None:
        super().__init__(f"A handoff to {handoff.to_team} waits")
        self.handoff = handoff


@contextmanager
def act_on(ticket: Ticket) -> Iterator[datetime]:
    """One act: yields the instant it counts as done, and settles the clocks after it."""
    with transaction.atomic():
        services.lock(ticket)
        clocks.lock(ticket)
        at = database_clock.now()
        yield at
        clocks.settle(services.lock(ticket), at=at)


def reply(
    ticket: Ticket,
    *,
    body: str,
    channel: Channel,
    by: Agent,
    seen: int | None = None,
    files: Sequence[UploadedFile] = (),
    and_resolve: bool = False,
) -> Message:
    """Answer the customer, and where asked to resolve the ticket with it.

    `seen` is the id of the last message on the page the reply was written on; what came later
    holds the reply back. Raises ThreadMovedOn, HandoffWaits (to resolve meanwhile), EmptyMessage, MessageTooLong,
    AlreadyResolved, attachments.Refused.
    """
    with act_on(ticket) as at:
        if seen is not None:
            _check_seen(ticket, seen)
        if and_resolve:
            _must_not_wait(ticket)
        message = services.post_message(ticket, author=by, body=body, channel=channel, at=at, files=files)
        if and_resolve:
            services.resolve(ticket, by=by, at=at)
        return message


def note(ticket: Ticket, *, body: str, by: Agent, files: Sequence[UploadedFile] = ()) -> Message:
    """Leave an internal note. Raises EmptyMessage, MessageTooLong, attachments.Refused."""
    with act_on(ticket) as at:
        return services.post_message(
            ticket, author=by, body=body, channel=Channel.NOTE, visibility=Visibility.INTERNAL, at=at, files=files
        )


def claim(ticket: Ticket, *, by: Agent) -> None:
    """Take a ticket that nobody holds. Raises HandoffWaits, AlreadyHeld, AlreadyResolved, NotInTeam."""
    with act_on(ticket) as at:
        _must_not_wait(ticket)
        services.claim(ticket, by=by, at=at)


def place(ticket: Ticket, *, team: Team, agent: Agent | None, by: Agent, cause: Cause = Cause.REASSIGNED) -> None:
    """Give the ticket to a colleague, or put it back with the team. Raises HandoffWaits, AlreadyResolved, NotInTeam."""
    with act_on(ticket) as at:
        _must_not_wait(ticket)
        services.place(ticket, team=team, agent=agent, by=by, at=at, cause=cause)


def resolve(ticket: Ticket, *, by: Agent) -> None:
    """Close the ticket. Raises HandoffWaits, AlreadyResolved."""
    with act_on(ticket) as at:
        _must_not_wait(ticket)
        services.resolve(ticket, by=by, at=at)


def reopen(ticket: Ticket, *, by: Agent) -> None:
    """Open a resolved ticket again. Raises NotResolved."""
    with act_on(ticket) as at:
        services.reopen(ticket, by=by, at=at)


def hand_over(
    ticket: Ticket, *, type: HandoffType, to: Team, package: Package, by: Agent, to_agent: Agent | None = None
) -> Handoff:
    """Offer the ticket to another team, now; raises what `handoffs.send` raises."""
    with act_on(ticket) as at:
        return handoffs.send(ticket, type=type, to=to, package=package, by=by, at=at, to_agent=to_agent)


def _check_seen(ticket: Ticket, seen: int) -> None:
    later = Message.objects.filter(ticket=ticket, pk__gt=seen).select_related("agent", "customer")
    if unseen := list(later.in_order()):
        raise ThreadMovedOn(unseen)


def _must_not_wait(ticket: Ticket) -> None:
    waiting = Handoff.objects.waiting().select_related("to_team").filter(ticket=ticket).first()
    if waiting:
        raise HandoffWaits(waiting)
