"""What Django sends of its own within a test goes straight to the server.

Part of `tests/conftest.py`. A service is one transaction: within that of a test it sets a savepoint and lets go of it
again, and after each test all constraints are looked at. That is a fifth of all statements. They have neither values
nor an answer, and making a cursor for each takes longer than the server needs for it. Where statements are counted,
Django sends them as ever.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import errors
from psycopg.pq import ExecStatus, TransactionStatus

AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
Sender = Callable[[DatabaseWrapper, Any], None]


def straight(by_django: Sender, text: Callable[[DatabaseWrapper, Any], str]) -> Sender:
    """The same, without a cursor where that makes no difference."""

    def send(self: DatabaseWrapper, about: Any = None) -> None:
        if not _is_plain(self):
            return by_django(self, about)
        own = self.connection
        with own.lock, self.wrap_database_errors:
            result = own.pgconn.exec_(text(self, about).encode())
            if result.status != ExecStatus.COMMAND_OK:
                raise errors.error_from_result(result)
        return None

    return send


def _is_plain(wrapper: DatabaseWrapper) -> bool:
    """Nobody looks on, and the transaction has begun."""
    if wrapper.connection is None or wrapper.queries_logged or wrapper.execute_wrappers:
        return False
    wrapper.validate_thread_sharing()
    begun = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
    return wrapper.connection.pgconn.transaction_status in begun


def pytest_configure() -> None:
    texts = {
        "_savepoint": _text_of("savepoint_create_sql"),
        "_savepoint_rollback": _text_of("savepoint_rollback_sql"),
        "_savepoint_commit": _text_of("savepoint_commit_sql"),
        "check_constraints": lambda *_: AT_ONCE,
    }
    for name, text in texts.items():
        setattr(DatabaseWrapper, name, straight(getattr(DatabaseWrapper, name), text))


def _text_of(name: str) -> Callable[[DatabaseWrapper, Any], str]:
    return lambda wrapper, sid: str(getattr(wrapper.ops, name)(sid))
