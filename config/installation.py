"""What an installation keeps in a folder of its own."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def kept_secret_key(folder: Path) -> str:
    """The key made on first start and kept beside the data, readable by its owner only."""
    path = folder / "secret_key"
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(f"Baton may not write to its own folder, correct BATON_VAR: {error}") from error
    return path.read_text()


def socket_within_limits(path: Path) -> Path:
    """The same path, or where it is too long for a socket (100 bytes are safe everywhere) one that stands for it."""
    if len(os.fsencode(path)) <= 100:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"baton-{name}", path.name)
