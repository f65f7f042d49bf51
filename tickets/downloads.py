"""Handing out the files that came with messages: what is in them is somebody else's."""

import logging

from django.http import FileResponse, Http404

from tickets.models import Attachment

logger = logging.getLogger(__name__)


def download(attachment: Attachment) -> FileResponse:
    """The file, only ever as a download and never as a page. Raises Http404 where it is kept no more."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        logger.error("Attachment %s is not where it was kept: %s", attachment.pk, attachment.file.name)
        raise Http404("This file is kept no more.") from error
    response = FileResponse(
        content, as_attachment=True, filename=attachment.filename, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
