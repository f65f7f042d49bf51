"""What is said at a shift change: how each ticket stands and what to do next, questions, and answers."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from escalation import database_clock, notices
from escalation.duty import Recipient
from escalation.models import NoticeKind, ShiftChange, ShiftTicket, ShiftWord
from escalation.models.shift import NEXT_ACTION_LIMIT, NOTE_LIMIT, SUMMARY_LIMIT
from escalation.shift_change.standing import is_still_here
from escalation.shift_change.topics import page_topics
from escalation.typed import NO_WINDOW, ChangedElsewhere, Source, within
from tickets import changes, services
from tickets.models import Agent, Channel, Ticket, Visibility


class NotAllowedNow(Exception):
    """The shift change is over: its window has ended, both have signed it off, or it was called off."""


class NotHeld(Exception):
    """The outgoing agent does not hold this ticket of the team any more: it went another way."""


class AlreadyTaken(Exception):
    """Somebody took this ticket; `by` is who and `at` is when."""

    def __init__(self, by: Agent, at: datetime) -> None:
        super().__init__(f"{by} took it")
        self.by, self.at = by, at


class NotNoted(Exception):
    """Nothing is handed over empty: the note, or the next action, is missing."""


class NothingSaid(Exception):
    """A question or an answer needs words."""


def lock_open(shift_change: ShiftChange) -> datetime:
    """Lock the shift change, which must be open, and read the clock that judges it. Raises NotAllowedNow.

    After the lock on a ticket, where there is one.
    """
    locked = ShiftChange.objects.select_for_update().get(pk=shift_change.pk)
    now = database_clock.now()
    if not locked.is_open or now >= locked.ends_at:
        raise NotAllowedNow
    return now


def must_be_hers(shift_change: ShiftChange, ticket: Ticket) -> None:
    """Raise NotHeld unless this ticket, as it is now, is open and one to hand over."""
    if not is_still_here(shift_change, ticket):
        raise NotHeld(f"{shift_change.outgoing} does not hand over {ticket.number} any more")


def entry_of(shift_change: ShiftChange, ticket: Ticket) -> ShiftTicket:
    """The row of a ticket in the shift change, made where she came to hold it meanwhile. Raises AlreadyTaken."""
    row, _ = ShiftTicket.objects.select_related("taken_by").get_or_create(shift_change=shift_change, ticket=ticket)
    if row.taken_by is not None and row.taken_at is not None:
        raise AlreadyTaken(row.taken_by, row.taken_at)
    return row


@transaction.atomic
def note(
    shift_change: ShiftChange,
    ticket: Ticket,
    *,
    note: str,
    next_action: str,
    goes_to: Agent | None = None,
    source: Source = NO_WINDOW,
) -> ShiftTicket:
    """Keep what is typed about a ticket: how it stands, what to do next, and who should take it.

    Raises NotAllowedNow, NotHeld, AlreadyTaken, ChangedElsewhere, NotInTeam.
    """
    locked = services.lock(ticket)
    at = lock_open(shift_change)
    row = entry_of(shift_change, locked)
    must_be_hers(shift_change, locked)
    if source.is_overtaken(row.saved_at, row.window):
        raise ChangedElsewhere(row.saved_at, f"{row.note}\n{row.next_action}".strip())
    if goes_to is not None and not shift_change.to_team.memberships.filter(agent=goes_to).exists():
        raise services.NotInTeam(f"{goes_to} does not work in {shift_change.to_team}")
    row.note, row.next_action = note[:NOTE_LIMIT], next_action[:NEXT_ACTION_LIMIT]
    row.goes_to, row.saved_at, row.window = goes_to, at, source.window
    row.save(update_fields=["note", "next_action", "goes_to", "saved_at", "window"])
    if shift_change.crosses_teams:
        services.take_part(locked, team=shift_change.to_team, at=at)
    changes.announce(*page_topics(shift_change))
    return row


@transaction.atomic
def summarize(shift_change: ShiftChange, *, summary: str, source: Source = NO_WINDOW) -> datetime:
    """Keep what is typed about the shift as a whole, and say when. Raises NotAllowedNow, ChangedElsewhere."""
    at = lock_open(shift_change)
    shift_change.refresh_from_db(fields=["summary", "summary_saved_at", "summary_window"])
    if source.is_overtaken(shift_change.summary_saved_at, shift_change.summary_window):
        raise ChangedElsewhere(shift_change.summary_saved_at, shift_change.summary)
    saved = {"summary": summary[:SUMMARY_LIMIT], "summary_saved_at": at, "summary_window": source.window}
    ShiftChange.objects.filter(pk=shift_change.pk).update(**saved)
    changes.announce(*page_topics(shift_change))
    return at


@transaction.atomic
def say(shift_change: ShiftChange, ticket: Ticket, *, text: str, by: Agent) -> ShiftWord:
    """Ask something about a ticket, or answer. Raises NotAllowedNow, NotHeld, NothingSaid, TooLong."""
    text = within(NOTE_LIMIT, text)
    if not text:
        raise NothingSaid
    locked = services.lock(ticket)
    at = lock_open(shift_change)
    row = ShiftTicket.objects.filter(shift_change=shift_change, ticket=ticket).first()
    if row is None:
        must_be_hers(shift_change, locked)
        row = ShiftTicket.objects.create(shift_change=shift_change, ticket=ticket)
    word = ShiftWord.objects.create(shift_ticket=row, at=at, by=by, text=text)
    if row.told_at:  # the thread has what was said before
        services.add_message(
            locked,
            author=by,
            body=f"Shift change: {word.text}",
            channel=Channel.NOTE,
            visibility=Visibility.INTERNAL,
            at=at,
        )
    _tell_the_other(shift_change, row, word)
    changes.announce(*page_topics(shift_change))
    return word


def _tell_the_other(shift_change: ShiftChange, row: ShiftTicket, word: ShiftWord) -> None:
    """The outgoing agent hears questions; whoever asked last hears the answer."""
    told = Recipient(shift_change.outgoing, "You hand over this ticket")
    if word.by == shift_change.outgoing:
        asked = row.words.exclude(by=word.by).select_related("by").order_by("-pk").first()
        if asked is None:
            return
        told = Recipient(asked.by, "You asked")
    notices.tell(
        [told],
        kind=NoticeKind.SHIFT_SAID,
        event=f"shift-said:{word.pk}",
        title=f"{word.by} about {row.ticket.number}: {word.text}",
        link=f"{reverse('shift-change', args=[shift_change.pk])}#ticket-{row.ticket_id}",
        at=word.at,
    )
