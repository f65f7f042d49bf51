"""Passages of a ticket that leave its holder the same: follow-ups, and moves to another channel."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation import transitions
from escalation.api.inputs import Instant
from escalation.models import Transition
from escalation.models.transition import SAID_LIMIT
from escalation.permissions import can_make_passage
from tickets.api.base import OfTicket, Pages, may
from tickets.api.inputs import SPOKEN
from tickets.api.serializers import AgentSerializer
from tickets.models import Channel

MAY_PASS_ON = may(can_make_passage, "Only members of the ticket's team decide how it goes on.")


class TransitionSerializer(serializers.ModelSerializer[Transition]):
    made_by = AgentSerializer(read_only=True)
    taken_up_by = AgentSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Transition
        fields = [
            *("id", "ticket", "kind", "said", "made_at", "made_by", "follow_up_due_at", "from_channel", "to_channel"),
            *("taken_up_at", "taken_up_by"),
        ]
        read_only_fields = fields


class FollowUpInput(serializers.Serializer[Any]):
    due_at = Instant(help_text="When it is to be taken up again.")
    said = serializers.CharField(max_length=SAID_LIMIT, help_text="What was said to whom.")


class ChannelMoveInput(serializers.Serializer[Any]):
    to = serializers.ChoiceField(choices=SPOKEN)
    said = serializers.CharField(max_length=SAID_LIMIT, help_text="What was said to whom.")


class TransitionViewSet(OfTicket, mixins.ListModelMixin, GenericViewSet[Transition]):
    """Follow-ups and channel moves of the ticket, in order of time."""

    queryset = Transition.objects.none()
    serializer_class = TransitionSerializer
    pagination_class = Pages
    filter_backends = []

    def get_permissions(self) -> list[Any]:
        return [*super().get_permissions()] if self.action == "list" else [ask() for ask in MAY_PASS_ON]

    def visible(self) -> QuerySet[Transition]:
        made = Transition.objects.filter(ticket=self.ticket()).select_related("made_by", "taken_up_by")
        return made.order_by("made_at", "pk")

    @extend_schema(request=FollowUpInput, responses={201: TransitionSerializer})
    @action(detail=False, methods=["post"], url_path="follow-up", url_name="follow-up")
    def follow_up(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put the ticket off; a mark that waits already is replaced."""
        ticket = self.ticket()
        fields = FollowUpInput(data=request.data)
        fields.is_valid(raise_exception=True)
        return self._made(transitions.mark_follow_up(ticket, **fields.validated_data, by=self.agent, at=timezone.now()))

    @extend_schema(request=ChannelMoveInput, responses={201: TransitionSerializer})
    @action(detail=False, methods=["post"], url_path="channel-move", url_name="channel-move")
    def channel_move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Go on with the customer on another channel."""
        ticket = self.ticket()
        fields = ChannelMoveInput(data=request.data)
        fields.is_valid(raise_exception=True)
        to, said = Channel(fields.validated_data["to"]), fields.validated_data["said"]
        return self._made(transitions.move_channel(ticket, to=to, said=said, by=self.agent, at=timezone.now()))

    @extend_schema(request=None, responses=TransitionSerializer)
    @action(detail=True, methods=["post"], url_path="take-up", url_name="take-up")
    def take_up(self, request: Request, pk: int, *args: Any, **kwargs: Any) -> Response:
        """See to what was put off."""
        found = get_object_or_404(self.visible().select_related("ticket"), pk=pk)
        transitions.take_up(found, by=self.agent, at=timezone.now())
        return Response(self.get_serializer(self.visible().get(pk=pk)).data)

    def _made(self, transition: Transition) -> Response:
        return Response(self.get_serializer(transition).data, status=status.HTTP_201_CREATED)
