"""Work that is tried again: what fails is put off, longer each time, and stops nothing else."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=5)  # between two tries
MOST_FAILURES = 1000  # more are not counted


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures before: 1 s, 2 s, 4 s, and so on to five minutes."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures, 30)))


def succeeds(act: Callable[[], bool], *, what: str, put_off: Callable[[], None]) -> bool:
    """Whether the act says it has done something; one that fails is logged and put off.

    Raises what the act raised where the database itself is gone.
    """
    try:
        return act()
    except Exception:
        if not connection.is_usable():
            raise
        logger.exception("%s failed; trying again later", what)
        put_off()
        return False
