"""Whether an error says that a disk is full: the machine's own, or the database's."""

import errno
import sqlite3
from collections.abc import Iterator

FULL = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_FULL = "53100"
SQLITE_FULL = "disk is full"


def is_full(error: BaseException | None) -> bool:
    """Whether it, or what it came of, is that nothing more can be written."""
    return any(_says_so(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, sqlite3.OperationalError):
        return SQLITE_FULL in str(error)
    return getattr(error, "sqlstate", None) == POSTGRESQL_FULL
