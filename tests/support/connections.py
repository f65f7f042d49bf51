"""Who else is connected to the test's database."""

from django.db import connection

from tests.support.processes import wait_until


def open_connections() -> int:
    """How many processes other than this one are connected to it; 0 on SQLite, where nobody connects."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def wait_until_left_alone() -> None:
    """Return once nobody else is connected to it, or fail."""
    wait_until(lambda: open_connections() == 0, what="what was asked of the database is answered, and nothing is kept")
