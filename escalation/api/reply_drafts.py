"""Your own half-written reply to a ticket, and those that colleagues share."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from escalation import reply_drafts
from escalation.models import ReplyDraft
from escalation.reply_drafts import Typed
from tickets.api.base import OfTicket, may
from tickets.api.inputs import SPOKEN, MessageBody
from tickets.api.serializers import AgentSerializer
from tickets.models import Visibility
from tickets.permissions import can_note

MAY_NOTE = may(can_note, "You may not write on this ticket.")


class ReplyDraftSerializer(serializers.ModelSerializer[ReplyDraft]):
    agent = AgentSerializer()
    taken_over_by = AgentSerializer(allow_null=True)

    class Meta:
        model = ReplyDraft
        fields = ("id", "agent", "body", "visibility", "channel", "is_shared", "saved_at", "taken_over_by")


class ReplyDraftInput(serializers.Serializer[Any]):
    body = MessageBody(trim_whitespace=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PUBLIC)
    channel = serializers.ChoiceField(choices=SPOKEN, required=False, allow_blank=True, default="")
    is_shared = serializers.BooleanField(default=False, help_text="Whether colleagues see it.")
    seen = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="`saved_at` of the draft that you began from."
    )


class ReplyDraftView(OfTicket):
    queryset = ReplyDraft.objects.none()
    serializer_class = ReplyDraftSerializer
    permission_classes = MAY_NOTE
    filter_backends = []

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What you have written so far."""
        draft = reply_drafts.of(self.ticket(), self.agent)
        if draft is None:
            raise NotFound("You have no draft here.")
        return Response(self.get_serializer(draft).data)

    @extend_schema(request=ReplyDraftInput, responses={200: ReplyDraftSerializer, 204: None})
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep what you have written; 409 where it was changed elsewhere since `seen`. Nothing written ends it."""
        ticket = self.ticket()
        fields = ReplyDraftInput(data=request.data)
        fields.is_valid(raise_exception=True)
        said = dict(fields.validated_data)
        seen, said["visibility"] = said.pop("seen"), Visibility(said["visibility"])
        draft = reply_drafts.save(ticket, typed=Typed(**said), by=self.agent, at=timezone.now(), seen=seen)
        if draft is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.get_serializer(draft).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Throw away what you have written."""
        reply_drafts.discard(self.ticket(), by=self.agent)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SharedDraftView(OfTicket):
    """Go on with what a colleague shares."""

    queryset = ReplyDraft.objects.none()
    serializer_class = ReplyDraftSerializer
    permission_classes = MAY_NOTE
    filter_backends = []

    @extend_schema(request=None, responses=ReplyDraftSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your own draft then begins with hers; she keeps her words."""
        drafts = ReplyDraft.objects.filter(ticket=self.ticket()).select_related("ticket")
        draft = get_object_or_404(drafts, pk=self.kwargs["pk"], is_shared=True)
        return Response(self.get_serializer(reply_drafts.take_over(draft, by=self.agent, at=timezone.now())).data)
