"""A thread in every worker that watches the deadlines when nobody else does.

Watching begins with a tick of beat that the broker carries to a free thread of a worker. Where one of these is gone
the lease stays free, and then whichever worker lives takes it: the lease sees to it that one does.
"""

import logging
import threading
import time

from celery import bootsteps
from celery.worker import WorkController
from django.db import connection

from escalation import database_clock, patience
from escalation.engine import lease, watcher
from escalation.notices import sender

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds
PATIENCE = 1.5  # seconds since somebody held the lease: one that is free is first left for the next tick to take
FIRST_LOOK_AFTER = 2.0  # seconds: a worker that has just begun soon hears its first tick
ENDS_WITHIN = 3.0  # seconds, last messages included


def keep_watch(holder: str) -> None:
    """Watch, and send what it makes, until another watcher has the lease or the process is asked to end."""
    with sender.beside():
        watcher.watch(holder)
        lease.release(holder, now=database_clock.now())


def stand_by() -> None:
    """Look at the lease until the process is asked to end, and watch whenever it was free for a while."""
    holder, watched_at = watcher.new_holder(), time.monotonic()
    while not watcher.stopping.is_set():
        try:
            with patience.answers_within(patience.OF_ENGINE):
                is_watched = lease.is_watched(database_clock.now())
            if is_watched:
                watched_at = time.monotonic()
            elif time.monotonic() >= watched_at + PATIENCE:
                logger.warning("Nobody watches the deadlines, so this worker does.")
                keep_watch(holder)
        except Exception:
            # The last one who could watch must not end, whatever it was.
            logger.exception("Standing by was interrupted; trying again")
            connection.close()
        watcher.stopping.wait(LOOK_EVERY)


class StandBy(bootsteps.StartStopStep):
    """The part of a Celery worker that stands by. It waits for no broker."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: WorkController, **options: object) -> None:
        super().__init__(parent, **options)
        self._thread = threading.Thread(target=self._run, name="standby", daemon=True)

    def start(self, parent: WorkController) -> None:
        self._thread.start()

    def stop(self, parent: WorkController) -> None:
        watcher.stopping.set()
        if self._thread.is_alive():
            self._thread.join(ENDS_WITHIN)

    def terminate(self, parent: WorkController) -> None:
        self.stop(parent)

    def _run(self) -> None:
        watcher.stopping.wait(FIRST_LOOK_AFTER)
        try:
            stand_by()
        finally:
            connection.close()
