"""From data that others have published to history files, for tests; tests without the data skip."""

import os
from pathlib import Path

import pytest
from django.conf import settings

CORPORA = Path(os.environ.get("BATON_CORPORA", settings.BASE_DIR.parent / "shared" / "corpora"))


def corpus(*path: str) -> Path:
    """A file of the corpora, or the end of the test that asks for it."""
    file = CORPORA.joinpath(*path)
    if not file.exists():
        pytest.skip(f"BATON_CORPORA has no {'/'.join(path)}")
    return file
