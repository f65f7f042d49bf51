"""The ledger of who holds a ticket: its one writer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tickets import changes
from tickets.compiled import compiled
from tickets.models import Agent, Cause, Customer, Ownership, Team, Ticket


class HeldByTheInactive(Exception):
    """A ticket cannot be placed with somebody who has been deactivated."""


def first_of(ticket: Ticket, *, by: Agent | None) -> Ownership:
    """The first row of a new ticket, for whoever opens it to write: whom it is opened for is accountable for it.

    Raises HeldByTheInactive.
    """
    _must_be_active(ticket.holder)
    return Ownership(
        ticket=ticket, team=ticket.team, agent=ticket.holder, cause=Cause.OPENED, by=by, started_at=ticket.opened_at
    )


def place(
    ticket: Ticket, *, team: Team, agent: Agent | None, cause: Cause, by: Agent | None, at: datetime
) -> Ownership:
    """Make this team, or this agent of it, accountable from now on, and return the ledger row that says so.

    The caller holds the lock on the ticket. Where nothing would change the current row is returned: a stretch of
    holding has one beginning. An instant before the current stretch began counts as its beginning, so that the
    ledger never runs backwards.

    Raises HeldByTheInactive.
    """
    _must_be_active(agent)
    with transaction.atomic(savepoint=False):
        current = _current(ticket)
        if current is not None:
            if (current.team_id, current.agent_id) == (team.pk, agent.pk if agent else None):
                return current
            at = max(at, current.started_at)
            Ownership.objects.current().filter(pk=current.pk).update(ended_at=at)
        row = Ownership.objects.create(ticket=ticket, team=team, agent=agent, cause=cause, by=by, started_at=at)
        before = changes.of_ticket(ticket)
        moved = {f"moved:{ticket.pk}"} if ticket.team_id != team.pk else set()
        ticket.team, ticket.holder = team, agent
        ticket.save(update_fields=["team", "holder"])
        changes.announce(*before, *changes.of_ticket(ticket), *moved)
        return row


def _must_be_active(agent: Agent | None) -> None:
    if agent is not None and not agent.is_active:
        raise HeldByTheInactive(f"{agent} is no longer active")


def broken_into_now(ticket: Ticket, *, author: Agent | Customer) -> Ownership | None:
    """The current stretch, where a person answers who does not hold the ticket. The caller holds its lock."""
    if isinstance(author, Customer) or author.is_bot or ticket.holder_id == author.pk:
        return None
    return _current(ticket)


def _current(ticket: Ticket) -> Ownership | None:
    return next(iter(_unended(ticket_id=ticket.pk)), None)


@compiled
def _unended(*, ticket_id: int) -> QuerySet[Ownership, Ownership]:
    return Ownership.objects.current().filter(ticket=ticket_id).order_by("pk")[:1]


def broken_into(ledger: Iterable[Ownership], *, by: Agent, at: datetime) -> Ownership | None:
    """The stretch of a ticket's ledger, in order of time, that an answer broke into; nothing where she held it.

    What was said in the instant in which the holder changes was said before that; whoever held the ticket on either
    side of that instant held it. A holder who is no agent here is known by name. No database.
    """
    held = [row for row in ledger if row.started_at <= at and (row.ended_at is None or at <= row.ended_at)]
    names = {by.name, by.username, by.email}
    is_hers = any(row.agent_id == by.pk or (row.agent_name and row.agent_name in names) for row in held)
    return None if is_hers or not held else held[0]


def release(ticket: Ticket, *, at: datetime) -> None:
    """Close the ledger of a ticket that is resolved: nobody is accountable any more."""
    current = _current(ticket)
    if current is None:
        raise Ownership.DoesNotExist(f"Nobody holds {ticket.number}")
    current.ended_at = max(at, current.started_at)
    current.save(update_fields=["ended_at"])
    changes.announce(*changes.of_ticket(ticket))
