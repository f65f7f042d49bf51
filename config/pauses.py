"""Leave for one process to think in the middle of a transaction.

A process that stands still in one loses its locks after a few seconds, so that nobody waits for it for ever. Whoever
migrates, or writes the demo, thinks between two statements, and on a slow or busy machine for longer than that.
"""

from django.db import connection


def are_allowed(*, until_commit: bool = False) -> None:
    """From now on on this connection, or with `until_commit` in this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', %s)", [until_commit])
