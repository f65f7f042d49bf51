"""The thread of a ticket: read it, answer, leave a note."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation.api.inputs import MessageInput
from escalation.desk import acts
from tickets.api.base import OfTicket, Pages
from tickets.api.parsers import ShallowJSON
from tickets.api.serializers import MessageSerializer
from tickets.models import Channel, Message, Ticket, Visibility
from tickets.permissions import can_note, can_reply


class MessageViewSet(OfTicket, mixins.ListModelMixin, GenericViewSet[Message]):
    """Everything said in the ticket, on any channel, in time order."""

    queryset = Message.objects.none()
    serializer_class = MessageSerializer
    pagination_class = Pages
    parser_classes = [ShallowJSON, MultiPartParser]

    def visible(self) -> QuerySet[Message]:
        thread = Message.objects.filter(ticket=self.ticket()).select_related("agent", "customer")
        return thread.prefetch_related("attachments").in_order()

    @extend_schema(request=MessageInput, responses={201: MessageSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer the customer, or leave an internal note."""
        ticket = self.ticket()
        fields = MessageInput(data=request.data, ticket=ticket)
        fields.is_valid(raise_exception=True)
        message = self._post(ticket, **fields.validated_data)
        return Response(self.get_serializer(message).data, status=status.HTTP_201_CREATED)

    def _post(
        self, ticket: Ticket, *, body: str, visibility: str, channel: Channel, seen: Message | None, files: list[Any]
    ) -> Message:
        seen_id = seen.pk if seen else None
        if visibility == Visibility.INTERNAL:
            if not can_note(self.agent, ticket):
                raise PermissionDenied("You may not leave notes in this ticket.")
            return acts.note(ticket, body=body, by=self.agent, seen=seen_id, files=files)
        if not can_reply(self.agent, ticket):
            raise PermissionDenied("Only members of the ticket's team may answer the customer.")
        return acts.reply(ticket, body=body, channel=channel, by=self.agent, seen=seen_id, files=files)
