"""The test's database, away for a while: what a restart of the server is to those who are connected."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection
from psycopg import sql


@contextmanager
def database_away() -> Iterator[None]:
    """Every connection to it is cut, this process's too, and nobody is let in until the block ends.

    The server itself goes on: others test with it.
    """
    with _changed("ALLOW_CONNECTIONS false", back="ALLOW_CONNECTIONS true"):
        yield


@contextmanager
def database_read_only() -> Iterator[None]:
    """Every connection is cut, and who connects again may read until the block ends, as on a standby or a full disk."""
    with _changed("SET default_transaction_read_only = on", back="RESET default_transaction_read_only"):
        yield


@contextmanager
def _changed(how: LiteralString, *, back: LiteralString) -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    connection.close()
    server = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as other:

        def alter(words: LiteralString) -> None:
            other.execute(sql.SQL("ALTER DATABASE {} " + words).format(sql.Identifier(name)))

        alter(how)
        try:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            connection.close()
            alter(back)
