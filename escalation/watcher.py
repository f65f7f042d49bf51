"""The loop that looks after deadlines: record what has run out, tell those concerned, sleep until the next one.

Two stages. Recording is quick and comes first; what follows a breach is done a few at a time between two looks, so
that a storm of breaches delays no recording.
"""

import logging
import threading
import time

from django.db import InterfaceError, OperationalError, connection

from escalation import breaches, clocks, database_clock, lease

logger = logging.getLogger(__name__)

SHORTEST_SLEEP = 0.01  # seconds: a clock that is due but locked by somebody acting is looked at again after this
LONGEST_SLEEP = 0.25  # seconds: a deadline set meanwhile, sooner than the next known one, is noticed within this
RENEW_EVERY = 0.5  # seconds
FOLLOWED_AT_ONCE = 20  # breaches between two looks
AFTER_DATABASE_ERROR = 1.0  # seconds

# Set when the process is asked to end; every watcher in it then leaves its loop and frees the lease.
stopping = threading.Event()


def watch(holder: str, *, seconds: float | None = None) -> bool:
    """Watch for a turn of so many seconds, or until the process is asked to end.

    Returns whether the lease is still held by this holder; another watcher has it otherwise, or had it already.
    """
    ends_at = time.monotonic() + seconds if seconds is not None else float("inf")
    renew_at = 0.0
    while not stopping.is_set() and time.monotonic() < ends_at:
        try:
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + RENEW_EVERY
                if not lease.take(holder, now=database_clock.now()):
                    return False
            if not look():
                stopping.wait(_until_next())
        except (OperationalError, InterfaceError):
            logger.exception("The database cannot be reached; trying again")
            connection.close()
            renew_at = 0.0
            stopping.wait(AFTER_DATABASE_ERROR)
    return True


def look() -> bool:
    """One look: record and follow what is due; says whether there was anything."""
    now = database_clock.now()
    recorded = clocks.record_due(now)
    followed = breaches.follow_some(now, limit=FOLLOWED_AT_ONCE)
    if recorded or followed:
        logger.info("Recorded %d deadlines that ran out, told of %d", recorded, followed)
    return bool(recorded or followed)


def _until_next() -> float:
    """Seconds to sleep: until the next deadline runs out, and no longer than LONGEST_SLEEP."""
    due_at = clocks.next_due()
    if due_at is None:
        return LONGEST_SLEEP
    # A deadline is over once its instant has passed; a millisecond later it has.
    left = (due_at - database_clock.now()).total_seconds() + 0.001
    return min(LONGEST_SLEEP, max(SHORTEST_SLEEP, left))
