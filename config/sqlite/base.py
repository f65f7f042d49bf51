"""A connection that asks for its turn to write every other millisecond.

SQLite's own waiting sleeps for up to a tenth of a second between two tries. Whoever writes one transaction after
another, as the engine does when many deadlines run out at once, leaves gaps far shorter than that, and people waited
until they hit one by chance.
"""

import sqlite3
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

TRY_EVERY = 0.002  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a shorter sleep before its turn to write."""

    def _start_transaction_under_autocommit(self) -> None:
        patience: float = self.get_connection_params().get("timeout", 5.0)
        gives_up_at = time.monotonic() + patience
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._has_begun(is_last_try=time.monotonic() >= gives_up_at):
                time.sleep(TRY_EVERY)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")

    def _has_begun(self, *, is_last_try: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django has it; its stubs do not
        except OperationalError as error:
            if is_last_try or getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True
