"""How a shift change ends: both sign it off, it is called off, or its window ends and the rest goes to the watch."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from escalation import clocks, database_clock, notices
from escalation.duty import NobodyToTell, Recipient, lead_of, on_duty, stand_in
from escalation.engine import tries
from escalation.models import NoticeKind, ShiftChange, ShiftTicket
from escalation.shift_change.standing import left_of
from escalation.shift_change.taking import leave_words, place
from escalation.shift_change.topics import topics_of
from escalation.shift_change.walking import lock_open
from tickets import changes
from tickets.compiled import compiled
from tickets.models import Agent, Ticket

LISTED = 10  # tickets named in the notice
NAMED = 3  # and in a refusal


class NotAllNoted(Exception):
    """Some tickets have no note yet, or no next action; the message says which."""


class SomeLeft(Exception):
    """Some tickets have been taken by nobody; the message says which, and whom they wait for."""


def sign_off(shift_change: ShiftChange, *, by: Agent, outgoing: bool) -> None:
    """Say that one's own side is done: everything is noted, or everything is taken. The second ends it.

    Raises NotAllNoted, SomeLeft, NotAllowedNow.
    """
    if _sign_off(shift_change, by=by, outgoing=outgoing):
        leave_words(shift_change)


@transaction.atomic
def _sign_off(shift_change: ShiftChange, *, by: Agent, outgoing: bool) -> bool:
    """Whether that ended it."""
    at = lock_open(shift_change)
    left = list(left_of(shift_change))
    if outgoing:
        _must_be_noted(shift_change, left)
    elif left:
        raise SomeLeft(_what_keeps(shift_change, left))
    side = "outgoing_signed" if outgoing else "incoming_signed"
    unsigned = ShiftChange.objects.filter(pk=shift_change.pk, **{f"{side}_at__isnull": True})
    unsigned.update(**{f"{side}_at": at, f"{side}_by": by})
    signed = ShiftChange.objects.open().filter(outgoing_signed_at__isnull=False, incoming_signed_at__isnull=False)
    is_over = bool(signed.filter(pk=shift_change.pk).update(closed_at=at))
    changes.announce(*topics_of(shift_change))
    return is_over


def _must_be_noted(shift_change: ShiftChange, left: list[Ticket]) -> None:
    if missing := _not_noted(shift_change, left):
        raise NotAllNoted(_named(missing, "has", "have"))


def _not_noted(shift_change: ShiftChange, left: list[Ticket]) -> list[Ticket]:
    rows = {row.ticket_id: row for row in shift_change.tickets.all()}
    return [ticket for ticket in left if ticket.pk not in rows or not rows[ticket.pk].is_noted]


def _what_keeps(shift_change: ShiftChange, left: list[Ticket]) -> str:
    """Whom each ticket that is left waits for: nobody can take one before it is noted."""
    missing = _not_noted(shift_change, left)
    ready = [ticket for ticket in left if ticket not in missing]
    who, stands = shift_change.outgoing.get_short_name(), "it stands" if len(missing) == 1 else "they stand"
    said = [f"{_named(ready, 'is', 'are')} still to be taken by somebody"] if ready else []
    said += [f"{_named(missing, 'waits', 'wait')} for {who} to write how {stands}"] if missing else []
    return "; ".join(said)


def _counted(number: int, one: str, many: str) -> str:
    return f"1 ticket {one}" if number == 1 else f"{number} tickets {many}"


def _named(tickets: list[Ticket], one: str, many: str) -> str:
    """Which they are; of many the first, and how many more.

    >>> _named([Ticket(pk=7), Ticket(pk=9)], "has", "have")
    'T-7 and T-9 have'
    """
    numbers = [ticket.number for ticket in tickets[:NAMED]]
    numbers += [f"{more} more"] if (more := len(tickets) - NAMED) > 0 else []
    *first, last = numbers
    return f"{', '.join(first)} and {last} {many}" if first else f"{last} {one}"


def call_off(shift_change: ShiftChange, *, by: Agent) -> None:
    """End it with nothing more changing hands: the outgoing agent stays on. Raises NotAllowedNow."""
    with transaction.atomic():
        at = lock_open(shift_change)
        ShiftChange.objects.filter(pk=shift_change.pk).update(called_off_at=at, called_off_by=by, closed_at=at)
        changes.announce(*topics_of(shift_change))
    leave_words(shift_change)


def next_end() -> datetime | None:
    """When the next window ends."""
    return next(iter(_next_end()), None)


@compiled
def _next_end() -> QuerySet[ShiftChange, datetime]:
    return ShiftChange.objects.open().order_by("ends_at").values_list("ends_at", flat=True)[:1]


def close_due(now: datetime, *, limit: int) -> int:
    """Close at most `limit` whose window has ended, and say how many there were. One that fails is tried again."""
    due = ShiftChange.objects.due(now).for_page().order_by("ends_at", "pk")[:limit]
    return sum(
        tries.succeeds(partial(_close, one, now), what=f"Closing the {one}", put_off=partial(_put_off, one, now))
        for one in list(due)
    )


def _put_off(shift_change: ShiftChange, now: datetime) -> None:
    failures = min(shift_change.failures + 1, tries.MOST_FAILURES)
    retry_after = now + tries.wait_after(shift_change.failures)
    ShiftChange.objects.filter(pk=shift_change.pk).update(failures=failures, retry_after=retry_after)


def _close(shift_change: ShiftChange, now: datetime) -> bool:
    """Give the rest away, ticket by ticket, and then tell: begun anew it goes on where it stopped."""
    watcher = _catcher(shift_change, now)
    for ticket in left_of(shift_change):
        _leave(shift_change, ticket, watcher)
    leave_words(shift_change)
    return _finish(shift_change, watcher, now)


def _catcher(shift_change: ShiftChange, now: datetime) -> Recipient:
    """Who is on duty for the receiving team; not the one who goes. Raises NobodyToTell."""
    outgoing, team = shift_change.outgoing, shift_change.to_team
    watcher = on_duty(team, now)
    if watcher.agent != outgoing:
        return watcher
    return stand_in(team, now, because=f"{outgoing}, who has the watch, goes off shift")


def _leave(shift_change: ShiftChange, ticket: Ticket, watcher: Recipient) -> None:
    """Let the watcher hold it; where she is no member, or the one who goes, the team does."""
    is_member = shift_change.to_team.memberships.filter(agent=watcher.agent).exists()
    agent = watcher.agent if is_member and watcher.agent != shift_change.outgoing else None
    with clocks.act_on(ticket) as (locked, _):
        still = ShiftChange.objects.select_for_update().open().filter(pk=shift_change.pk).exists()
        if not still or not left_of(shift_change).filter(pk=locked.pk).exists():
            return
        at = database_clock.now()
        row, _ = ShiftTicket.objects.get_or_create(shift_change=shift_change, ticket=locked)
        place(shift_change, locked, row, agent=agent, by=None, at=at, left_at=at)


@transaction.atomic
def _finish(shift_change: ShiftChange, watcher: Recipient, now: datetime) -> bool:
    """Close it, once, and say loudly what was left."""
    if not ShiftChange.objects.open().filter(pk=shift_change.pk).update(closed_at=now):
        return False
    left = list(shift_change.tickets.filter(left_at__isnull=False).select_related("ticket__customer").order_by("pk"))
    if left:
        _tell(shift_change, left, watcher, now)
    changes.announce(*topics_of(shift_change))
    return True


def _tell(shift_change: ShiftChange, left: list[ShiftTicket], watcher: Recipient, now: datetime) -> None:
    lines = [f"{row.ticket.number} {row.ticket.subject} ({row.ticket.customer})" for row in left[:LISTED]]
    if len(left) > LISTED:
        lines.append(f"and {len(left) - LISTED} more")
    told = [watcher, *_lead(shift_change, now), Recipient(shift_change.outgoing, "You handed them over")]
    notices.tell(
        told,
        kind=NoticeKind.SHIFT_LEFT,
        event=f"shift-left:{shift_change.pk}",
        title=f"{_counted(len(left), 'was', 'were')} taken by nobody at the shift change of {shift_change.outgoing}",
        text="\n".join([f"{watcher.agent} has the watch of {shift_change.to_team} and answers for them now.", *lines]),
        link=reverse("shift-change", args=[shift_change.pk]),
        urgent=True,
        at=now,
    )


def _lead(shift_change: ShiftChange, now: datetime) -> list[Recipient]:
    """Nobody, where nobody is in charge: the watcher is told all the same."""
    try:
        return [lead_of(shift_change.to_team, now)]
    except NobodyToTell:
        return []
