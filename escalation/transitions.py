"""Passages that leave the holder the same: a follow-up put off to a day, and a move to another channel."""

from datetime import datetime

from django.db import transaction

from escalation.models import Transition, TransitionKind
from escalation.models.transition import SAID_LIMIT
from tickets import changes, services
from tickets.models import Agent, Channel, Message, Ticket


class NothingSaid(Exception):
    """What was said to whom is missing, or too long."""


class DueAlready(Exception):
    """A follow-up is for later."""


class SameChannel(Exception):
    """The talk is on that channel already."""


class NothingToTakeUp(Exception):
    """The follow-up has been taken up, or is none; `by` is who did, if somebody."""

    def __init__(self, by: Agent | None) -> None:
        super().__init__(f"{by} has taken this up" if by else "This is no follow-up")
        self.by = by


@transaction.atomic
def mark_follow_up(ticket: Ticket, *, due_at: datetime, said: str, by: Agent, at: datetime) -> Transition:
    """Put the ticket off until `due_at`, saying what was promised to whom; a mark that waits already is replaced.

    Raises NothingSaid, DueAlready, AlreadyResolved.
    """
    ticket = _open(ticket)
    if due_at <= at:
        raise DueAlready
    Transition.objects.filter(ticket=ticket).to_take_up().update(taken_up_at=at, taken_up_by=by)
    return _record(ticket, kind=TransitionKind.FOLLOW_UP, said=said, by=by, at=at, follow_up_due_at=due_at)


@transaction.atomic
def move_channel(ticket: Ticket, *, to: Channel, said: str, by: Agent, at: datetime) -> Transition:
    """Go on with the customer on another channel. Raises NothingSaid, SameChannel, AlreadyResolved."""
    ticket = _open(ticket)
    from_channel = channel_of(ticket)
    if to == from_channel:
        raise SameChannel
    kind = TransitionKind.CHANNEL_MOVE
    return _record(ticket, kind=kind, said=said, by=by, at=at, from_channel=from_channel, to_channel=to)


@transaction.atomic
def take_up(follow_up: Transition, *, by: Agent, at: datetime) -> None:
    """Somebody sees to what was put off. Raises NothingToTakeUp."""
    ticket = services.lock(follow_up.ticket)
    found = Transition.objects.select_related("taken_up_by").get(pk=follow_up.pk)
    if not found.waits:
        raise NothingToTakeUp(found.taken_up_by)
    found.taken_up_at, found.taken_up_by = at, by
    found.save(update_fields=["taken_up_at", "taken_up_by"])
    changes.announce(*changes.of_thread(ticket))


def channel_of(ticket: Ticket) -> str:
    """The channel that the talk with the customer is on: the last move's, or where she wrote since."""
    said = Message.objects.filter(ticket=ticket).from_customer().order_by("-posted_at", "-pk").first()
    moves = Transition.objects.filter(ticket=ticket, kind=TransitionKind.CHANNEL_MOVE).order_by("-made_at", "-pk")
    moved = moves.first()
    if moved and (said is None or moved.made_at >= said.posted_at):
        return moved.to_channel
    return said.channel if said else ""


def _open(ticket: Ticket) -> Ticket:
    ticket = services.lock(ticket)
    if ticket.is_resolved:
        raise services.AlreadyResolved(ticket)
    return ticket


def _record(ticket: Ticket, *, kind: TransitionKind, said: str, by: Agent, at: datetime, **to: object) -> Transition:
    said = said.strip()
    if not said or len(said) > SAID_LIMIT:
        raise NothingSaid
    made = Transition.objects.create(ticket=ticket, kind=kind, said=said, made_at=at, made_by=by, **to)
    changes.announce(*changes.of_thread(ticket))
    return made
