"""What every bench needs first: a PostgreSQL of its own with Baton's tables, and Django looking at it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.core.management import call_command

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
        os.environ |= {
            "DATABASE_URL": database(),
            "BATON_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "REDIS_URL": "",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)
