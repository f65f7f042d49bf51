import logging
import uuid

from celery import shared_task
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError as BrokerError

from escalation import database_clock, lease, watcher

logger = logging.getLogger(__name__)

TURN = 30.0  # seconds that one task watches before the next one takes over


@shared_task(acks_late=False)
def watch_deadlines(holder: str | None = None) -> None:
    """Watch the deadlines for a turn, unless somebody does; then hand on to a successor without a gap.

    Beat sends this every second; where a lease is held, one query ends it. Acknowledged early: a killed watcher is
    replaced by the next tick, and a message that came back a minute later would find nothing to do.
    """
    holder = holder or _new_holder()
    if not lease.take(holder, now=database_clock.now()):
        return
    while watcher.watch(holder, seconds=TURN):
        if watcher.stopping.is_set():
            lease.release(holder, now=database_clock.now())
            return
        if _handed_on(holder):
            return


def _handed_on(holder: str) -> bool:
    """Name a successor and call it. Where the broker cannot be reached this watcher stays: nobody else would come."""
    successor = _new_holder()
    if not lease.hand_on(holder, to=successor, now=database_clock.now()):
        return True
    try:
        watch_deadlines.apply_async(args=[successor], expires=lease.LASTS.total_seconds())
    except (BrokerError, OSError):
        logger.warning("No successor can be called: the broker does not answer. Watching on.")
        lease.hand_on(successor, to=holder, now=database_clock.now())
        return False
    return True


def _new_holder() -> str:
    return uuid.uuid4().hex


@worker_shutting_down.connect
def _leave_the_watch(**_: object) -> None:
    """Let a watcher in this worker free its lease, so that another takes over at once."""
    watcher.stopping.set()
