"""A connection keeps what it has prepared from one test to the next.

Part of `tests/conftest.py`. The driver lets go of every prepared statement where something is rolled back, in case a
table went with it, and of all but the latest hundred. Each test is rolled back, tables are not: having the same
statements planned anew for every test took a tenth of the time of them all.
"""

import re
from typing import Any

from django.db.backends.signals import connection_created
from psycopg._preparing import PrepareManager

DIFFERENT_STATEMENTS = 1_000
_changes_tables = re.compile(rb"(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b").match


class Lasting(PrepareManager):
    """What is prepared on a connection, forgotten only where tables change."""

    prepared_max = DIFFERENT_STATEMENTS

    def _should_discard(self, prep: Any, results: Any, *_: Any) -> bool:
        if any(_changes_tables(result.command_status or b"") for result in results):
            return super().clear()
        return False

    def clear(self) -> bool:
        """Where a transaction is rolled back."""
        return False


def _keep_prepared(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        kept = Lasting()
        kept.prepare_threshold = connection.connection.prepare_threshold
        connection.connection._prepared = kept


def pytest_configure() -> None:
    connection_created.connect(_keep_prepared)
