"""What an installation keeps in a folder of its own."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def kept_secret_key(folder: Path) -> str:
    """The key made on first start and kept beside the data, readable by its owner only."""
    path = folder / "secret_key"
    if not path.exists():
        try:
            _keep(path, get_random_secret_key())
        except OSError as error:
            raise ImproperlyConfigured(f"Baton may not write to its own folder, correct BATON_VAR: {error}") from error
    return path.read_text()


def _keep(path: Path, text: str) -> None:
    """Write a file of its owner's that nobody finds half written, unless somebody else did so first."""
    descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(descriptor, "w") as file:
            file.write(text)
        with contextlib.suppress(FileExistsError):
            os.link(written, path)
    finally:
        os.unlink(written)


def taken_for_oneself(folder: Path) -> IO[str] | None:
    """A lock on the folder that holds until the file is closed; None while another process has it."""
    file = open(folder / "in-use", "w")  # noqa: SIM115 - whoever asked keeps it open
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def socket_within_limits(path: Path) -> Path:
    """The same path, or where it is too long for a socket (100 bytes are safe everywhere) one that stands for it."""
    if len(os.fsencode(path)) <= 100:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"baton-{name}", path.name)
