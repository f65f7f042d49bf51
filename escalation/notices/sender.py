"""The loop that sends what is to leave the portal: in a worker for a turn, and beside whoever watches for good."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from escalation.notices import deliveries

logger = logging.getLogger(__name__)

MOST = 2  # senders in a process: the other threads of a worker are for other tasks
LOOK_EVERY = 0.25  # seconds, while there is nothing to send
AFTER_ERROR = 1.0  # seconds
LAST_MESSAGES = 2.0  # seconds for what is on its way at the end; the rest is sent again by the next

_room = threading.BoundedSemaphore(MOST)


def send(stopping: threading.Event, *, seconds: float = float("inf"), linger: float = float("inf")) -> None:
    """Send for so many seconds, or until there was nothing to send for as long as `linger`, or asked to stop.

    Ends at once where this process sends enough already. Whatever goes wrong is logged and tried again.
    """
    if not _room.acquire(blocking=False):
        return
    try:
        _send(stopping, seconds=seconds, linger=linger)
    finally:
        _room.release()


def _send(stopping: threading.Event, *, seconds: float, linger: float) -> None:
    busy_at = time.monotonic()
    ends_at = busy_at + seconds

    def is_over() -> bool:
        return stopping.is_set() or time.monotonic() >= ends_at

    while not is_over() and time.monotonic() < busy_at + linger:
        try:
            if deliveries.send_some(is_over=is_over):
                busy_at = time.monotonic()
            else:
                stopping.wait(LOOK_EVERY)
        except Exception:
            # Nobody else may be there to send: this must not end, whatever it was.
            logger.exception("Sending was interrupted; trying again")
            connection.close()
            stopping.wait(AFTER_ERROR)


@contextmanager
def beside() -> Iterator[None]:
    """Send meanwhile from a thread of this process: a mail server that hangs delays no deadline."""
    ending = threading.Event()
    thread = threading.Thread(target=_send_beside, args=[ending], name="sender", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(LAST_MESSAGES)


def _send_beside(ending: threading.Event) -> None:
    try:
        while not ending.is_set():
            send(ending)
            ending.wait(LOOK_EVERY)
    finally:
        connection.close()
