"""The loop that sends what is to leave the portal: in a worker for a turn, or beside the watcher for good."""

import logging
import threading
import time

from django.db import Error, connection

from escalation.notices import deliveries

logger = logging.getLogger(__name__)

AT_A_TIME = 100  # messages between two looks at the clock
LOOK_EVERY = 0.25  # seconds, while there is nothing to send
AFTER_DATABASE_ERROR = 1.0  # seconds


def send(stopping: threading.Event, *, seconds: float = float("inf"), linger: float = float("inf")) -> None:
    """Send for so many seconds, or until there was nothing to send for as long as `linger`, or asked to stop."""
    ends_at = time.monotonic() + seconds
    busy_at = time.monotonic()
    while time.monotonic() < min(ends_at, busy_at + linger) and not stopping.is_set():
        try:
            if deliveries.send_some(limit=AT_A_TIME):
                busy_at = time.monotonic()
            else:
                stopping.wait(LOOK_EVERY)
        except Error:
            logger.exception("The database does not answer as it should; trying again")
            connection.close()
            stopping.wait(AFTER_DATABASE_ERROR)


def start_beside(stopping: threading.Event, *, seconds: float = float("inf")) -> threading.Thread:
    """Send from a thread of this process, for so long: a mail server that hangs delays no deadline."""

    def run() -> None:
        try:
            send(stopping, seconds=seconds)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="sender", daemon=True)
    thread.start()
    return thread
