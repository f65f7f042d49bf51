"""Word to the senders that there is something to send: after commit, best effort, and never waited for long.

The rows hold everything: a nudge that is lost costs no more than the time until beat's next.
"""

import logging
import threading
import time

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)

TASK = "escalation.tasks.send_notices"
SPACING = 0.5  # seconds: a sender that was nudged looks again for longer than this
QUIET_AFTER_FAILURE = 5.0  # seconds in which no request waits for a broker that did not answer


class _Nudges:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent_until = 0.0

    def send(self) -> None:
        if not self._may_try():
            return
        try:
            current_app.send_task(TASK, expires=QUIET_AFTER_FAILURE)
        except (BrokerError, OSError) as error:
            self._silent_until = time.monotonic() + QUIET_AFTER_FAILURE
            logger.warning("The broker does not answer (%s): notices leave a few seconds later.", error)

    def _may_try(self) -> bool:
        """One at a time, so that of many requests one at most waits for a broker that hangs."""
        with self._lock:
            now = time.monotonic()
            if now < self._silent_until:
                return False
            self._silent_until = now + SPACING
            return True


_nudges = _Nudges()


def senders() -> None:
    """Wake a sender once this transaction is committed."""
    transaction.on_commit(_nudges.send)
