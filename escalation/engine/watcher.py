"""The loop that looks after deadlines: record what has run out, tell those concerned, sleep until the next one.

Two stages. Recording is quick and comes first; telling of a breach and taking the steps of policies is done a few at
a time between two looks, so that a storm of breaches delays no recording.
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

from escalation import clocks, database_clock
from escalation.engine import breaches, canary, climbing, lease

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 0.25  # seconds: a deadline set meanwhile, sooner than the next known one, is noticed within this
RENEW_EVERY = 0.5  # seconds
FOLLOWED_AT_ONCE = 2  # breaches between two looks: what runs out meanwhile waits that long to be recorded
AFTER_DATABASE_ERROR = 0.5  # seconds
BETWEEN_SQLITE_WRITES = 0.02  # seconds: SQLite has one writer at a time, and those who wait for it only poll

# Set when the process is asked to end; every watcher in it then leaves its loop and frees the lease.
stopping = threading.Event()


@dataclass(frozen=True)
class Look:
    """What one look found, and how many seconds there is nothing to do after it."""

    recorded: int  # deadlines
    followed: int  # breaches told
    climbed: int  # steps of policies
    pause: float

    def __bool__(self) -> bool:
        return bool(self.recorded or self.followed or self.climbed)


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
                now = database_clock.now()
                if not lease.take(holder, now=now):
                    return False
                canary.record(now)
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
    if recorded == clocks.BATCH:  # more may be due, and recording comes first
        return Look(recorded, 0, 0, _between_writes())
    followed = breaches.follow_some(now, limit=FOLLOWED_AT_ONCE)
    step_due_at = climbing.next_due()
    climbed = climbing.climb_some(now, limit=FOLLOWED_AT_ONCE) if step_due_at and step_due_at <= now else 0
    if recorded or followed or climbed:
        return Look(recorded, followed, climbed, _between_writes())
    spent = time.monotonic() - started
    return Look(0, 0, 0, max(0.0, min(_until(due_at, now), _until(step_due_at, now)) - spent))


def _between_writes() -> float:
    return BETWEEN_SQLITE_WRITES if connection.vendor == "sqlite" else 0.0


def _until(due_at: datetime | None, now: datetime) -> float:
    """Seconds until the next deadline runs out, and no more than LONGEST_SLEEP.

    One that has run out and yet was not recorded is locked by somebody who is acting, and judges it herself.
    """
    if due_at is None or due_at < now:
        return LONGEST_SLEEP
    return min(LONGEST_SLEEP, (due_at - now).total_seconds())
