"""Taking tickets over at a shift change: each in a transaction of its own, first come first served."""

from collections.abc import Iterable
from datetime import datetime

from escalation import clocks, handoffs
from escalation.models import Handoff, ShiftChange, ShiftTicket
from escalation.shift_change.topics import topics_of
from escalation.shift_change.walking import (
    AlreadyTaken,
    NotAllowedNow,
    NotHeld,
    NotNoted,
    entry_of,
    lock_open,
    must_be_hers,
)
from tickets import changes, ownership, services
from tickets.models import Agent, Cause, Channel, Ticket, Visibility

REFUSED = (AlreadyTaken, NotAllowedNow, NotHeld, NotNoted, handoffs.AlreadyWaiting)


def take(shift_change: ShiftChange, ticket: Ticket, *, by: Agent) -> None:
    """Hold the ticket from this instant; the final note goes into its thread. Saying it twice changes nothing.

    Raises AlreadyTaken, NotNoted, NotHeld, NotAllowedNow, NotInTeam, handoffs.AlreadyWaiting.
    """
    with clocks.act_on(ticket) as (locked, _):
        at = lock_open(shift_change)
        try:
            row = entry_of(shift_change, locked)
        except AlreadyTaken as taken:
            if taken.by == by:
                return
            raise
        _must_be_ready(shift_change, locked, row, by)
        place(shift_change, locked, row, agent=by, by=by, at=at, taken_at=at, taken_by=by)
    changes.announce(*topics_of(shift_change))


def take_all(shift_change: ShiftChange, tickets: Iterable[Ticket], *, by: Agent) -> dict[Ticket, Exception]:
    """Take each of these, and say which were refused and why; one that is refused stops no other."""
    refused: dict[Ticket, Exception] = {}
    for ticket in tickets:
        try:
            take(shift_change, ticket, by=by)
        except REFUSED as error:
            refused[ticket] = error
    return refused


def _must_be_ready(shift_change: ShiftChange, ticket: Ticket, row: ShiftTicket, by: Agent) -> None:
    must_be_hers(shift_change, ticket)
    if not shift_change.to_team.memberships.filter(agent=by).exists():
        raise services.NotInTeam(f"{by} does not work in {shift_change.to_team}")
    if waiting := Handoff.objects.waiting().select_related("to_team", "sent_by").filter(ticket=ticket).first():
        raise handoffs.AlreadyWaiting(waiting)
    if not row.is_noted:
        raise NotNoted(f"{shift_change.outgoing} has not written down how {ticket.number} stands and what comes next")


def place(
    shift_change: ShiftChange,
    ticket: Ticket,
    row: ShiftTicket,
    *,
    agent: Agent | None,
    by: Agent | None,
    at: datetime,
    **became: object,
) -> None:
    """Flip the ledger, and keep with the row what became of the ticket; the caller holds the locks."""
    team = shift_change.to_team
    made = ownership.place(ticket, team=team, agent=agent, cause=Cause.SHIFT, by=by, at=at)
    ShiftTicket.objects.filter(pk=row.pk).update(ownership=made, **became)
    if shift_change.crosses_teams:
        services.take_part(ticket, agent=shift_change.outgoing, team=shift_change.team, at=at)
    if row.note.strip():
        words = f"{row.note.strip()}\n\nNext: {row.next_action.strip()}" if row.next_action.strip() else row.note
        services.add_message(
            ticket,
            author=shift_change.outgoing,
            body=f"Shift change: {words}",
            channel=Channel.NOTE,
            visibility=Visibility.INTERNAL,
            at=at,
        )
