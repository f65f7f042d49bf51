"""What every bench needs first: a database of its own with Baton's tables, and Django looking at it.

It is a PostgreSQL, except where `BATON_BENCH_DATABASE` says `sqlite`.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from tests.support import postgres


def database() -> str:
    """A new, empty database `baton_bench`, in the server that the tests use; its address."""
    os.environ["BATON_TEST_DURABLE"] = "1"
    server = postgres.url()
    with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS baton_bench WITH (FORCE)")
        connection.execute("CREATE DATABASE baton_bench")
    return urlunsplit(urlsplit(server)._replace(path="/baton_bench"))


@contextmanager
def prepared() -> Iterator[Path]:
    """Point Django at a new migrated database, and give a folder for what a run leaves behind."""
    with tempfile.TemporaryDirectory(prefix="baton-", dir="/tmp" if os.path.isdir("/tmp") else None) as folder:
        on_sqlite = os.environ.get("BATON_BENCH_DATABASE") == "sqlite"
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3" if on_sqlite else database(),
            "BATON_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "REDIS_URL": "",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)


def begin_anew() -> None:
    """Empty the database, for a part of a bench that counts all there is."""
    connections.close_all()
    database()
    call_command("migrate", verbosity=0)
