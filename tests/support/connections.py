"""Who else is connected to the test's database."""

from django.db import connection

from tests.support.processes import wait_until


def open_connections(*, busy: bool = False) -> int:
    """How many processes other than this one are connected to it; 0 on SQLite, where nobody connects.

    `busy` leaves out those that have nothing to do and hold nothing.
    """
    if connection.vendor != "postgresql":
        return 0
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(f"{others} AND state <> 'idle'" if busy else others)
        return int(cursor.fetchone()[0])


def wait_until_left_alone(*, by_all_but: int = 0) -> None:
    """Return once no more than so many others are connected to it, or fail."""
    wait_until(lambda: open_connections() <= by_all_but, what="nobody is connected any more")


def wait_until_nobody_asks() -> None:
    """Return once all that others asked of it is answered, and nothing is held, or fail."""
    wait_until(lambda: open_connections(busy=True) == 0, what="what was asked of the database is answered")
