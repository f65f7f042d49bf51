"""The loop that looks after deadlines: record what has run out, sleep until the next one.

Recording is quick and comes first. Telling of a breach and climbing policies is the follower's, in a thread beside.
"""

import logging
import os
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from escalation import clocks, database_clock, patience
from escalation.engine import canary, follower, lease
from escalation.engine.follower import BETWEEN_SQLITE_WRITES, Follower, Taken

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 0.25  # seconds: a deadline set meanwhile, sooner than the next known one, is noticed within this
RENEW_EVERY = 0.5  # seconds
# Seconds for which one thread may keep the interpreter from the others. Recording asks the database six times; after
# each it would wait five milliseconds, Python's own choice, for whoever tells and sends beside it.
SWITCH_EVERY = 0.0005
AFTER_ERROR = 0.5  # seconds
MOST_SKEW = timedelta(seconds=2)  # between two machines whose clocks are kept

# Set when the process is asked to end; every watcher in it then leaves its loop and frees the lease.
stopping = threading.Event()


@dataclass(frozen=True)
class Look:
    """How many deadlines were recorded at one look, and what the follower did since the last."""

    recorded: int
    taken: Taken

    def __bool__(self) -> bool:
        return bool(self.recorded or self.taken)


def new_holder() -> str:
    """A name that no other watcher has, and that says where it runs."""
    return f"{socket.gethostname()[:40]} {os.getpid()} {uuid.uuid4().hex[:12]}"


def watch(holder: str, *, seconds: float = float("inf"), report: Callable[[Look], None] = lambda look: None) -> bool:
    """Watch for a turn of so many seconds, or until the process is asked to end.

    True when the turn is over and the lease still this holder's; False when another watcher has it, or at the end.
    """
    beside = Follower()
    sys.setswitchinterval(SWITCH_EVERY)
    try:
        return _watch(holder, beside, ends_at=time.monotonic() + seconds, report=report)
    finally:
        beside.stop()
        report(Look(0, beside.taken()))


def _watch(holder: str, beside: Follower, *, ends_at: float, report: Callable[[Look], None]) -> bool:
    renew_at, due_at = 0.0, None
    while not stopping.is_set() and time.monotonic() < ends_at:
        try:
            with patience.answers_within(patience.OF_ENGINE):
                if time.monotonic() >= renew_at:
                    renew_at = time.monotonic() + RENEW_EVERY
                    if not _go_on(holder, beside):
                        return False
                recorded, due_at, pause = _record(due_at)
            if recorded == clocks.batch():
                beside.hold_back()
            else:
                beside.go_on(has_more=recorded > 0)
            report(Look(recorded, beside.taken()))
            stopping.wait(pause)
        except Exception:
            # Nobody else watches: this must not end, whatever it was.
            logger.exception("Watching was interrupted; trying again")
            connection.close()
            renew_at = 0.0
            stopping.wait(AFTER_ERROR)
    return not stopping.is_set()


def _go_on(holder: str, beside: Follower) -> bool:
    """Renew the lease, and show that all is well; False where another watcher has it."""
    now = database_clock.now()
    if not lease.take(holder, now=now):
        return False
    if canary.record(now):
        _mind_this_clock()
    if beside.got_round():
        canary.record(now, name=canary.TELLING)
    beside.start()
    return True


def _mind_this_clock() -> None:
    """No verdict depends on it; what pages of this machine call overdue does, and so do links and certificates."""
    skew = database_clock.skew()
    if abs(skew) > MOST_SKEW:
        logger.warning("The clock of this machine is %.1f s behind the database's; set it right.", skew.total_seconds())


def look() -> Look:
    """One look at everything, for whoever has no loop: record what has run out, and then follow some of it."""
    recorded, *_ = _record(clocks.next_due())
    return Look(recorded, Taken() if recorded == clocks.batch() else follower.follow_up(database_clock.now()))


def _record(due_at: datetime | None) -> tuple[int, datetime | None, float]:
    """How many deadlines were recorded, when the next one runs out, and how many seconds to wait for it.

    `due_at` is what was the next when it was last asked for: what runs out as foreseen is recorded before it is again.
    """
    started = time.monotonic()
    now = database_clock.now()
    recorded = clocks.record_due(now) if due_at and due_at < now else 0
    if recorded == clocks.batch():
        return recorded, due_at, _between_writes()
    due_at = clocks.next_due()
    pause = max(0.0, _until(due_at, now) - (time.monotonic() - started))
    return recorded, due_at, max(pause, _between_writes()) if recorded else pause


def _between_writes() -> float:
    return BETWEEN_SQLITE_WRITES if connection.vendor == "sqlite" else 0.0


def _until(due_at: datetime | None, now: datetime) -> float:
    """Seconds until the next deadline runs out, and no more than LONGEST_SLEEP.

    One that has run out and yet was not recorded is locked by somebody who is acting, and judges it herself.
    """
    if due_at is None or due_at < now:
        return LONGEST_SLEEP
    return min(LONGEST_SLEEP, (due_at - now).total_seconds())
