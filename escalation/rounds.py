"""What beat sends for now and then, made in the process that watches where there is no broker."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from escalation import database_clock
from escalation.criteria import watching
from escalation.duty import coverage
from tickets import attachments, table_sizes
from tickets.sessions import SessionStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """Something that is done again after so many seconds; doing it too often does no harm."""

    task: str  # what beat sends for it where there is a broker
    every: float
    act: Callable[[datetime], object]


DAY = 86_400.0
ROUNDS = (
    Round("announce_gaps", 3600.0, coverage.announce_gaps),
    Round("walk_trees_again", 60.0, watching.walk_again),
    Round("sweep_files", DAY, attachments.sweep),
    Round("clear_sessions", DAY, lambda _: SessionStore.clear_expired()),
    Round("measure_tables", DAY, table_sizes.measure),
)


def make(round_: Round) -> None:
    """Do it now. What fails is logged and done again the next time."""
    try:
        round_.act(database_clock.now())
    except Exception:
        logger.exception("%s failed; again in %.0f seconds", round_.task, round_.every)
        connection.close()


def make_all() -> None:
    for each in ROUNDS:
        make(each)


def start_beside(stopping: threading.Event) -> threading.Thread:
    """Make them from a thread of this process, until asked to stop."""

    def run() -> None:
        due = dict.fromkeys(ROUNDS, 0.0)
        while not stopping.is_set():
            for each in [each for each, at in due.items() if at <= time.monotonic()]:
                make(each)
                due[each] = time.monotonic() + each.every
            connection.close()  # the next is a minute away
            stopping.wait(min(due.values()) - time.monotonic())

    thread = threading.Thread(target=run, name="rounds", daemon=True)
    thread.start()
    return thread
