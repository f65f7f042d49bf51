"""Work that is tried again: what fails is put off, longer each time, and stops nothing else."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=5)  # between two tries
MOST_FAILURES = 1000  # more are not counted
LONGEST_REST = 0.05  # seconds


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures before: 1 s, 2 s, 4 s, and so on to five minutes."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures, 30)))


def succeeds(act: Callable[[], bool], *, what: str, put_off: Callable[[], None]) -> bool:
    """Whether the act says it has done something; one that fails is logged and put off.

    Raises what the act raised where the database itself is gone.
    """
    began = time.monotonic()
    try:
        return act()
    except Exception:
        if not connection.is_usable():
            raise
        logger.exception("%s failed; trying again later", what)
        put_off()
        return False
    finally:
        _let_others_write(time.monotonic() - began)


def _let_others_write(took: float) -> None:
    """On SQLite, rest as long as that took.

    It has one writer at a time, and those who wait do not queue: they look again and again whether it is free. While
    thousands are told of something, one after another, whoever acknowledges would find it so only by luck.
    """
    if connection.vendor == "sqlite":
        time.sleep(min(took, LONGEST_REST))
