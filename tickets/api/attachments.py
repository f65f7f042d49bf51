"""Files that came with messages; only ever handed out as a download."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from tickets.api.base import ByAgent
from tickets.downloads import download
from tickets.models import Attachment, Ticket


class AttachmentView(ByAgent):
    queryset = Attachment.objects.none()
    filter_backends = []

    def visible(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(message__ticket__in=Ticket.objects.visible_to(self.agent))

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """Download a file."""
        return download(self.get_object())
