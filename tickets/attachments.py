"""Files that come with messages: how many and how large, and where they are kept."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from tickets.models import Attachment, Message

FILES_LIMIT = 10
SIZE_LIMIT = 20 * 1024 * 1024  # bytes, each
NOBODYS_AFTER = timedelta(days=1)  # no transaction is open for so long
BATCH = 500


class Refused(Exception):
    """A file, or the number of files, is more than is taken; the text says which and why."""


def check(files: Sequence[UploadedFile]) -> None:
    """Raise Refused unless all of these may be kept."""
    if len(files) > FILES_LIMIT:
        raise Refused(f"At most {FILES_LIMIT} files at once; there are {len(files)}.")
    for file in files:
        if (file.size or 0) > SIZE_LIMIT:
            raise Refused(f"{file.name} is larger than {SIZE_LIMIT // 1024 // 1024} MB.")


def keep(message: Message, files: Sequence[UploadedFile], *, at: datetime) -> None:
    """Store the files with their message. Where the transaction fails on a file, those before it are removed."""
    check(files)
    stored: list[Attachment] = []
    try:
        for file in files:
            stored.append(_keep_one(message, file, at=at))  # noqa: PERF401 - what is stored must be known at a failure
    except Exception:
        for attachment in stored:
            attachment.file.delete(save=False)
        raise


def _keep_one(message: Message, file: UploadedFile, *, at: datetime) -> Attachment:
    return Attachment.objects.create(
        message=message, file=file, filename=(file.name or "file")[:200], size=file.size or 0, uploaded_at=at
    )


def sweep(now: datetime) -> int:
    """Remove the files that no attachment knows, and say how many: their transaction failed after they were written."""
    gone = 0
    written = _written_before(now - NOBODYS_AFTER)
    while batch := list(itertools.islice(written, BATCH)):
        names = {path.relative_to(settings.MEDIA_ROOT).as_posix(): path for path in batch}
        known = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names.keys() - known:
            names[name].unlink(missing_ok=True)
            gone += 1
    return gone


def _written_before(instant: datetime) -> Iterator[Path]:
    """What is kept as `stored_name` names it; another file in the same folder is none of ours."""
    for path in Path(settings.MEDIA_ROOT).glob("??/" + "?" * 32):
        if path.stat().st_mtime < instant.timestamp():
            yield path
