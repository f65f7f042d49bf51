"""A thread that does again and again what nobody who asks should wait for."""

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
SILENT_FOR = 10.0  # seconds without a sign of life after which it is taken for stuck


class Ahead:
    """One such thread of a process, from `start` to the end of the process."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._do = do
        self._thread: Thread | None = None
        self._ended, self._woken = Event(), Event()
        self._seen_at = 0.0

    def start(self) -> None:
        """Once is enough. Returns at once, whether or not the database answers."""
        if self._thread is None:
            self._seen_at = time.monotonic()
            self._thread = Thread(target=self._go_on, name="built-ahead", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self._ended.set()
            self.wake()
            self._thread.join()
            self._ended, self._thread = Event(), None

    def wake(self) -> None:
        """Do it now, or once more where it is being done."""
        self._woken.set()

    @property
    def is_at_work(self) -> bool:
        """Whether what it does will be done soon: it is there, and was seen lately."""
        return self._thread is not None and time.monotonic() - self._seen_at < SILENT_FOR

    def _go_on(self) -> None:
        try:
            while not self._ended.is_set():
                self._look()
                self._woken.wait(LOOK_EVERY)
                self._woken.clear()
        finally:
            connections.close_all()

    def _look(self) -> None:
        self._seen_at = time.monotonic()
        try:
            close_old_connections()
            self._do()
        except DatabaseError as error:
            logger.info("Nothing is built ahead while the database does not answer (%s).", error)
        except Exception:  # whoever asks next meets it too, and is answered as it deserves
            logger.exception("Nothing was built ahead")
        close_old_connections()
        self._seen_at = time.monotonic()
