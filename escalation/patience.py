"""How long whoever must go on waits for the database: a server that is frozen keeps its connections, and says nothing.

Nothing else notices it: the machine it runs on is well, and confirms for it that everything has arrived.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection
from psycopg.pq import TransactionStatus

OF_ENGINE = 8.0  # seconds: many times what the longest statement of the engine takes
OF_WATCHMAN = 4.0  # whoever asks whether Baton is well has little patience


@contextmanager
def answers_within(seconds: float) -> Iterator[None]:
    """Within it, each statement of this thread has so long for its answer; then it fails with OperationalError.

    The connection that was given up is closed, and the next statement opens another.
    """
    if connection.vendor != "postgresql":  # SQLite is a file, and no server
        yield
        return
    connection.ensure_connection()
    own = connection.connection
    before = own.wait
    own.wait = partial(type(own).wait, own, timeout=seconds)
    try:
        yield
    finally:
        own.wait = before
        if own is connection.connection and own.info.transaction_status == TransactionStatus.ACTIVE:
            connection.close()
