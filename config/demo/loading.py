"""Brings the demo into an empty database, and its history up to the present."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import F, QuerySet

from config import pauses
from config.demo.directory import SOURCE, Directory, is_loaded
from config.demo.furnishing import furnish
from config.demo.history import DAYS, TICKETS, stories
from config.demo.live import refresh_live
from config.demo.practising import practise
from config.demo.rows import TicketRows
from config.demo.writing import save
from escalation import clocks
from escalation.engine import breaches
from escalation.models import Clock, Notice
from tickets.models import Account, Agent, Ticket

Progress = Callable[[int], None]
AT_ONCE = 250  # tickets written together
WATCHED_EVERY = timedelta(milliseconds=250)
LONGEST_STORY = timedelta(days=7)


class NotEmpty(Exception):
    """The database has people or tickets of somebody's own; the demo would mix with them."""


def load(now: datetime, *, tickets: int = TICKETS, progress: Progress = lambda done: None) -> None:
    """Load everything into an empty database; where the demo is there already, bring it up to date.

    `tickets` is how many the ninety days have, roughly; `progress` hears how many are written. Raises NotEmpty.
    """
    if is_loaded():
        bring_up_to_date(now, tickets=tickets)
        return
    if Agent.objects.exists() or Ticket.objects.exists() or Account.objects.exists():
        raise NotEmpty("This database has agents or tickets of its own; the demo is loaded into an empty one only.")
    with transaction.atomic():
        pauses.are_allowed(until_commit=True)
        furnish(now)
        add_history(now, since=now - timedelta(days=DAYS), tickets=tickets, progress=progress)
        refresh_live(now)
        practise(now)


def bring_up_to_date(now: datetime, *, tickets: int = TICKETS) -> None:
    """Add the days since the demo was last started, and set its live work anew."""
    with transaction.atomic():
        pauses.are_allowed(until_commit=True)
        latest = _history().order_by("-opened_at").values_list("opened_at", flat=True).first()
        since = (latest or now) - LONGEST_STORY
        add_history(now, since=max(since, now - timedelta(days=DAYS)), tickets=tickets)
        refresh_live(now)


def add_history(
    now: datetime, *, since: datetime, tickets: int = TICKETS, progress: Progress = lambda done: None
) -> None:
    """Write down the tickets since then that are over, and not yet there."""
    there = set(_history().filter(opened_at__gte=since - timedelta(days=2)).values_list("external_id", flat=True))
    told = stories(since=since.date(), until=now, tickets=tickets)
    new = ((key, story) for key, story in told if key not in there)
    directory = Directory.load()
    written = 0
    while chunk := list(islice(new, AT_ONCE)):
        save([TicketRows(key, story, directory) for key, story in sorted(chunk, key=lambda pair: pair[1].began_at)])
        written += len(chunk)
        progress(written)
    _judge_clocks(now)


def _history() -> QuerySet[Ticket]:
    return Ticket.objects.filter(source=SOURCE, external_id__startswith="past-")


def _judge_clocks(now: datetime) -> None:
    """Let the watcher's own rules say what became of each clock, as if it had looked at the time."""
    while clocks.record_due(now):
        pass
    for ticket in _history().filter(handoffs__clocks__in=Clock.objects.running()).distinct():
        clocks.settle(ticket, at=now)  # done before it was due, and due only later today
    late = Clock.objects.unfollowed(now).filter(handoff__ticket__in=_history())
    late.update(recorded_at=F("due_at") + WATCHED_EVERY)
    for clock in list(late.only("pk", "due_at").order_by("due_at")):
        breaches.follow(clock.pk, now=clock.due_at + WATCHED_EVERY)
    of_the_past = Notice.objects.unread().filter(handoff__ticket__in=_history(), created_at__lt=now)
    of_the_past.update(read_at=F("created_at") + timedelta(minutes=7))
