"""What must be in order before Baton can serve: each thing checked quickly, and done only where it is needed."""

import errno
import hashlib
import socket
from pathlib import Path
from typing import IO

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from config import installation


class CannotStart(Exception):
    """Something outside Baton must be put right first; the message is one sentence that says what."""


def require_free_port(host: str, port: int) -> None:
    """Raise CannotStart unless we may listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except (OSError, OverflowError) as error:
        raise CannotStart(_why_not_listen(host, port, error)) from error


def _why_not_listen(host: str, port: int, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; choose another one, such as: make run PORT={port + 1}"
    if code == errno.EACCES:
        return f"Port {port} is reserved by this system; choose one above 1023, such as: make run PORT=8000"
    return f"{host} port {port} is no address of this machine ({error})."


def require_folder(folder: Path) -> IO[str]:
    """What keeps others out of the folder while it is open. Raises CannotStart where another Baton runs in it."""
    try:
        taken = installation.taken_for_oneself(folder)
    except OSError as error:
        raise CannotStart(f"Baton may not write to its own folder, correct BATON_VAR: {error}") from error
    if taken is None:
        raise CannotStart(f"Another Baton runs in {folder}; stop that one, or give this one another folder: BATON_VAR.")
    return taken


def require_database() -> None:
    """Raise CannotStart unless the database answers."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        first_line = str(error).strip().splitlines()[0]
        raise CannotStart(
            f"The database {_database_name()} cannot be reached ({first_line}); start it, or correct DATABASE_URL."
        ) from error


def _database_name() -> str:
    settings = connection.settings_dict
    host = settings["HOST"] or settings.get("OPTIONS", {}).get("host", "")
    return f"{settings['NAME']} at {host}" if host else str(settings["NAME"])


def migrate() -> None:
    """Bring the tables up to date; when they are, asking costs a fraction of what `migrate` does."""
    executor = MigrationExecutor(connection)
    _require_whole_steps(executor.loader)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _require_whole_steps(loader: MigrationLoader) -> None:
    """Raise CannotStart for tables that stand midway in steps which have since become one."""
    for migration in loader.replacements.values():
        done = [step in loader.applied_migrations for step in migration.replaces]
        if any(done) and not all(done):
            raise CannotStart(
                f"The database {_database_name()} was made by an earlier Baton and only partly brought up to date; "
                "begin with a new one, or bring this one up to date with the Baton that made it."
            )


def collect_static_files(into: Path) -> None:
    """Collect and compress the static files, unless what is there was made from the same ones."""
    stamp = into / ".made-from"
    fingerprint = _fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=into.exists())
    stamp.write_text(fingerprint)


def _fingerprint_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
