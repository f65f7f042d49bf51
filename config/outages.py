"""Whether an error says that something has failed which no fault of Baton's is behind: a full disk, a database away."""

import errno
import sqlite3
from collections.abc import Iterator

import psycopg

FULL = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_FULL = "53100"
SQLITE_FULL = "disk is full"
# Where the server itself says why, by its code (PostgreSQL, appendix A): connection exceptions, no connection left,
# taken down by its operator, not taking connections.
POSTGRESQL_AWAY = ("08", "533", "57P", "55000")


def disk_is_full(error: BaseException | None) -> bool:
    """Whether it, or what it came of, is that nothing more can be written: on the machine's disk, or the database's."""
    return any(_says_full(each) for each in _chain(error))


def database_is_away(error: BaseException | None) -> bool:
    """Whether it, or what it came of, is that the server cannot be reached or says nothing."""
    return any(_says_away(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, sqlite3.OperationalError):
        return SQLITE_FULL in str(error)
    return getattr(error, "sqlstate", None) == POSTGRESQL_FULL


def _says_away(error: BaseException) -> bool:
    if not isinstance(error, psycopg.OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(POSTGRESQL_AWAY)
