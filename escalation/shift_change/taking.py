"""Taking tickets over at a shift change: each in a transaction of its own, first come first served."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from escalation import clocks, database_clock, handoffs
from escalation.models import Handoff, ShiftChange, ShiftTicket, ShiftWord
from escalation.shift_change import packaging
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
from tickets.models import BODY_LIMIT, Agent, Cause, Channel, Ticket, Visibility

REFUSED = (AlreadyTaken, NotAllowedNow, NotHeld, NotNoted, handoffs.AlreadyWaiting)


def take(shift_change: ShiftChange, ticket: Ticket, *, by: Agent) -> None:
    """Hold the ticket from this instant, with all that is known of it. Saying it twice changes nothing.

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
    """Flip the ledger, hand on what is known, and keep with the row what became of it; the caller holds the locks."""
    team = shift_change.to_team
    shift_change.refresh_from_db(fields=["summary"])
    words = words_about(row)
    made = ownership.place(ticket, team=team, agent=agent, cause=Cause.SHIFT, by=by, at=at)
    told = {"told_at": at} if words else {}
    # What lay with the team, and goes to the same team, has a row from before: another explains it.
    explained = {"ownership": made} if made.cause == Cause.SHIFT and made.started_at >= at else {}
    ShiftTicket.objects.filter(pk=row.pk).update(**explained, **told, **became)
    if shift_change.crosses_teams:
        services.take_part(ticket, agent=shift_change.outgoing, team=shift_change.team, at=at)
    packaging.hand_on(shift_change, ticket, row, made=made, by=by, at=at)
    if words:
        tell_thread(shift_change, ticket, words, at=at)


def words_about(row: ShiftTicket) -> str:
    """All that was said about a ticket: how it stands, what comes next, questions and answers."""
    next_action = row.next_action.strip()
    said = [row.note.strip(), next_action and f"Next: {next_action}", "\n".join(packaging.words_said(row))]
    return "\n\n".join(part for part in said if part)


def tell_thread(shift_change: ShiftChange, ticket: Ticket, words: str, *, at: datetime) -> None:
    """Leave it in the ticket's thread, for colleagues; the caller holds the lock on the ticket."""
    services.add_message(
        ticket,
        author=shift_change.outgoing,
        body=f"Shift change: {words}"[:BODY_LIMIT],
        channel=Channel.NOTE,
        visibility=Visibility.INTERNAL,
        at=at,
    )


def leave_words(shift_change: ShiftChange) -> None:
    """Once it is over: what was said of tickets that did not change hands goes into their threads too."""
    has_words = ~Q(note="") | ~Q(next_action="") | Exists(ShiftWord.objects.filter(shift_ticket=OuterRef("pk")))
    untold = shift_change.tickets.filter(has_words, told_at__isnull=True).select_related("ticket")
    for row in untold.order_by("ticket"):
        _leave_words_of(shift_change, row)


@transaction.atomic
def _leave_words_of(shift_change: ShiftChange, row: ShiftTicket) -> None:
    ticket, at, words = services.lock(row.ticket), database_clock.now(), words_about(row)
    if words and ShiftTicket.objects.filter(pk=row.pk, told_at__isnull=True).update(told_at=at):
        tell_thread(shift_change, ticket, words, at=at)
