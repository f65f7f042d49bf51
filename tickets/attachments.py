"""Files that come with messages: how many and how large, and where they are kept."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from tickets.models import Attachment, Message

FILES_LIMIT = 10
SIZE_LIMIT = 20 * 1024 * 1024  # bytes, each


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
