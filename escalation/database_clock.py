"""The clock that judges deadlines: the database's, read after the locks are held.

Hosts disagree about the time; the database is one. Tests put another source in place of `source`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

Asked = tuple[str, tuple[Any, ...]]  # a query as the database reads it, and its values


def _ask_database() -> datetime:
    if connection.vendor != "postgresql":
        # SQLite has no server: its clock is this machine's.
        return timezone.now()
    with connection.cursor() as cursor:
        # Not now(), which is when the transaction began and stands still while it waits for a lock.
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant


source: Callable[[], datetime] = _ask_database


def now() -> datetime:
    return source()


def after(locking: Asked, *others: Asked) -> tuple[int, datetime, list[Any]]:
    """How many rows a query finds that locks them, the instant after the last lock was had, and the first value that
    each of the other queries finds, all in one query.

    What is counted is counted to its end before the clock is read.
    """
    instant = "clock_timestamp()" if connection.vendor == "postgresql" else "NULL"
    columns = ", ".join(["count(*)", instant, *(f"({sql} LIMIT 1)" for sql, _ in others)])
    values = [value for _, asked in (*others, locking) for value in asked]
    with connection.cursor() as cursor:
        # A query of our own, compiled by Django, whose values go apart from it.
        cursor.execute(f"SELECT {columns} FROM ({locking[0]}) AS locked", values)  # noqa: S608
        found, read_at, *rest = cursor.fetchone()
    return found, read_at if read_at and source is _ask_database else now(), rest


def skew() -> timedelta:
    """How far this machine's clock is behind the database's; negative where it is ahead."""
    before = timezone.now()
    instant = now()
    return instant - before - (timezone.now() - before) / 2
