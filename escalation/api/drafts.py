"""Your own half-written handoff of a ticket."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from escalation import drafts
from escalation.api.inputs import DraftInput
from escalation.api.serializers import DraftSerializer
from escalation.models import HandoffDraft
from escalation.permissions import can_keep_draft
from tickets.api.base import OfTicket, may


class DraftView(OfTicket):
    queryset = HandoffDraft.objects.none()
    serializer_class = DraftSerializer
    permission_classes = may(can_keep_draft, "Only members of a team that has or had the ticket may draft its handoff.")
    filter_backends = []

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What you have written so far."""
        draft = drafts.of(self.ticket(), self.agent)
        if draft is None:
            raise NotFound("You have no draft here.")
        return Response(self.get_serializer(draft).data)

    @extend_schema(request=DraftInput)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep what you have written, in place of what was kept before."""
        ticket = self.ticket()
        fields = DraftInput(data=request.data)
        fields.is_valid(raise_exception=True)
        try:
            draft = drafts.save(ticket, content=fields.validated_data["content"], by=self.agent, at=timezone.now())
        except drafts.TooMuch:
            raise ValidationError({"content": f"A draft has at most {drafts.SIZE_LIMIT:,} characters."}) from None
        return Response(self.get_serializer(draft).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Throw away what you have written."""
        drafts.discard(self.ticket(), by=self.agent)
        return Response(status=status.HTTP_204_NO_CONTENT)
