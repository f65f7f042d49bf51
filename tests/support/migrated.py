"""A database that is migrated once in a run; every process of the run begins with a copy of it.

Migrating takes longer than most tests do, and every worker of every round would do it.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

POSTGRESQL, SQLITE = "BATON_TEST_TEMPLATE", "BATON_TEST_SQLITE_TEMPLATE"


@contextmanager
def templates(folder: Path, server: str) -> Iterator[dict[str, str]]:
    """What to add to the environment of processes that shall begin with a migrated database, of either kind."""
    with ExitStack() as stack:
        name = stack.enter_context(_empty_database(server))
        file = folder / "template.sqlite3"
        both = [_migrating(folder, _of_server(server, name)), _migrating(folder, f"sqlite:///{file}")]
        for migrating in both:
            if migrating.wait():
                raise SystemExit("The database for the tests could not be migrated; what went wrong is said above.")
        yield {POSTGRESQL: name, SQLITE: str(file)}


def _of_server(server: str, database: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


@contextmanager
def _empty_database(server: str) -> Iterator[str]:
    # As Django does it: the database that the address names need not be there.
    server = _of_server(server, "postgres")
    name = f"baton_template_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrating(folder: Path, url: str) -> "subprocess.Popen[bytes]":
    env = {**os.environ, "DATABASE_URL": url, "BATON_VAR": str(folder), "REDIS_URL": "", "SECRET_KEY": "of the tests"}
    return subprocess.Popen([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env)
