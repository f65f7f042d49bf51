"""The loop that looks after deadlines: record what has run out, tell those concerned, sleep until the next one.

Two stages. Recording is quick and comes first; what follows a breach is done a few at a time between two looks, so
that a storm of breaches delays no recording.
"""

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import Error, connection

from escalation import breaches, clocks, database_clock, lease

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 0.25  # seconds: a deadline set meanwhile, sooner than the next known one, is noticed within this
RENEW_EVERY = 0.5  # seconds
FOLLOWED_AT_ONCE = 5  # breaches between two looks: what runs out meanwhile waits that long to be recorded
AFTER_DATABASE_ERROR = 0.5  # seconds
BETWEEN_SQLITE_WRITES = 0.02  # seconds: SQLite has one writer at a time, and those who wait for it only poll

# Set when the process is asked to end; every watcher in it then leaves its loop and frees the lease.
stopping = threading.Event()


@dataclass(frozen=True)
class Look:
    """What one look found, and how many seconds there is nothing to do after it."""

    recorded: int
    followed: int
    pause: float

    def __bool__(self) -> bool:
        return bool(self.recorded or self.followed)


def new_holder() -> str:
    """A name that no other watcher has, and that says where it runs."""
    return f"{socket.gethostname()[:40]} {os.getpid()} {uuid.uuid4().hex[:12]}"


def watch(holder: str, *, seconds: float = float("inf"), report: Callable[[Look], None] = lambda look: None) -> bool:
    """Watch for a turn of so many seconds, or until the process is asked to end.

    True when the turn is over and the lease still this holder's; False when another watcher has it, or at the end.
    """
    ends_at = time.monotonic() + seconds
    renew_at = 0.0
    while not stopping.is_set() and time.monotonic() < ends_at:
        try:
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + RENEW_EVERY
                if not lease.take(holder, now=database_clock.now()):
                    return False
            seen = look()
            report(seen)
            stopping.wait(seen.pause)
        except Error:
            logger.exception("The database does not answer as it should; trying again")
            connection.close()
            renew_at = 0.0
            stopping.wait(AFTER_DATABASE_ERROR)
    return not stopping.is_set()


def look() -> Look:
    """One look: record what has run out, and when that is on record follow some of it."""
    started = time.monotonic()
    now = database_clock.now()
    due_at = clocks.next_due()
    recorded = clocks.record_due(now) if due_at and due_at < now else 0
    more_may_be_due = recorded == clocks.BATCH
    followed = 0 if more_may_be_due else breaches.follow_some(now, limit=FOLLOWED_AT_ONCE)
    if recorded or followed:
        return Look(recorded, followed, BETWEEN_SQLITE_WRITES if connection.vendor == "sqlite" else 0.0)
    return Look(0, 0, max(0.0, _until(due_at, now) - (time.monotonic() - started)))


def _until(due_at: datetime | None, now: datetime) -> float:
    """Seconds until the next deadline runs out, and no more than LONGEST_SLEEP.

    One that has run out and yet was not recorded is locked by somebody who is acting, and judges it herself.
    """
    if due_at is None or due_at < now:
        return LONGEST_SLEEP
    return min(LONGEST_SLEEP, (due_at - now).total_seconds())
