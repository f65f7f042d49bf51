import logging
import threading
from collections.abc import Callable
from functools import partial

from celery import shared_task
from celery.signals import worker_shutting_down
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError

from escalation import database_clock
from escalation.criteria import watching
from escalation.duty import coverage
from escalation.engine import lease, watcher
from escalation.notices import sender

logger = logging.getLogger(__name__)

SENDING_TURN = 20.0  # seconds; what is left then is the next tick's
LINGER = 1.0  # seconds: longer than nudges are apart, so that none of them needs to come true
TURN = 30.0  # seconds that one task watches before it asks for another to relieve it


@shared_task(acks_late=False)
def watch_deadlines(relieves: str = "") -> None:
    """Watch the deadlines, unless somebody does, until relieved by a successor or asked to end.

    Beat sends this every second; where a lease is held, one query ends it. `relieves` names the watcher that asked
    for a successor: it watches on until that one has begun, so there is no gap, and no end either while the broker
    is gone or this worker has stopped hearing from it. Acknowledged early: the next tick replaces a killed watcher,
    and a message that came back a minute later would find nothing to do.
    """
    if not relieves and lease.is_watched(Now()):
        return
    holder = watcher.new_holder()
    if not lease.take(holder, now=database_clock.now(), relieves=relieves):
        return
    with sender.beside():
        while watcher.watch(holder, seconds=TURN):
            # A broker that hangs must not keep it from the deadlines meanwhile.
            _in_background(partial(_ask_for_successor, holder))
        lease.release(holder, now=database_clock.now())


def _in_background(act: Callable[[], None]) -> None:
    threading.Thread(target=act, name="background", daemon=True).start()


def _ask_for_successor(holder: str) -> None:
    try:
        watch_deadlines.apply_async(kwargs={"relieves": holder}, expires=TURN)
    except BrokerError as error:
        logger.warning("The broker does not answer (%s), so this watcher goes on.", error)


@worker_shutting_down.connect
def _leave_the_watch(**_: object) -> None:
    """Let a watcher in this worker free its lease, so that another takes over at once."""
    watcher.stopping.set()


@shared_task
def announce_gaps() -> None:
    """Tell leads of the time ahead in which nobody watches; what was told is not told again."""
    coverage.announce_gaps(database_clock.now())


@shared_task
def walk_trees_again() -> None:
    """Walk the trees again whose time of watching is over. Twice at once tells nobody twice."""
    watching.walk_again(database_clock.now())


@shared_task
def send_notices() -> None:
    """Send what is due to leave the portal, and look again for a moment after the last.

    Sent by whoever has written something to send, and by beat every few seconds. Several at once do no harm: what one
    of them has claimed the others leave alone. A worker that sends enough already leaves this one to those.
    """
    sender.send(watcher.stopping, seconds=SENDING_TURN, linger=LINGER)
