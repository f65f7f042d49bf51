"""Who watches the handoff queues, taking the watch, and leave."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation.api.inputs import Instant
from escalation.duty import board, watch_keeping
from escalation.models import Leave
from escalation.permissions import can_note_leave, can_put_on_watch, can_take_the_watch
from tickets.api.base import ByAgent, may
from tickets.api.serializers import AgentSerializer, TeamNameSerializer
from tickets.models import Agent, Team


class AheadSerializer(serializers.Serializer[Any]):
    """A stretch of the 14 days ahead."""

    starts_at = serializers.DateTimeField(source="stretch.starts_at")
    ends_at = serializers.DateTimeField(source="stretch.ends_at")
    agent = serializers.IntegerField(source="stretch.watch.agent", allow_null=True, help_text="Null: nobody watches.")
    reason = serializers.CharField(source="stretch.watch.reason")
    is_gap = serializers.BooleanField(help_text="Nobody watches although the team is open then.")


class DutySerializer(serializers.Serializer[Any]):
    team = TeamNameSerializer()
    agent = AgentSerializer(source="watcher.agent", allow_null=True, help_text="Who is on duty now.")
    reason = serializers.CharField(source="watcher.reason", allow_null=True, help_text="Why she.")
    has_rota = serializers.BooleanField()
    ahead = AheadSerializer(many=True)


class SpanInput(serializers.Serializer[Any]):
    agent = serializers.PrimaryKeyRelatedField(queryset=Agent.objects.people())
    starts_at = Instant()
    ends_at = Instant()


class LeaveSerializer(serializers.ModelSerializer[Leave]):
    agent = AgentSerializer()

    class Meta:
        model = Leave
        fields = ["id", "agent", "starts_at", "ends_at"]
        read_only_fields = fields


class DutyViewSet(ByAgent, GenericViewSet[Team]):
    """Who is on duty in the teams that are open to you, now and in the next 14 days; by the team's id."""

    queryset = Team.objects.none()
    serializer_class = DutySerializer
    filter_backends = []
    pagination_class = None

    def visible(self) -> QuerySet[Team]:
        return Team.objects.open_to(self.agent)

    @extend_schema(responses=DutySerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(DutySerializer(board.board_of(self.agent, timezone.now()), many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_take_the_watch, "Only people of the team can watch its queue."),
    )
    def take(self, request: Request, pk: int) -> Response:
        """Take the watch until the turn ends, 12 hours at most."""
        watch_keeping.take_the_watch(self.get_object(), by=self.agent, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, pk: int) -> Response:
        """Give back the watch that you have taken."""
        watch_keeping.give_up_the_watch(self.get_object(), by=self.agent, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SpanInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def cover(self, request: Request, pk: int) -> Response:
        """Let yourself watch for a while, or as the team's lead anybody who works in it."""
        team = self.get_object()
        fields = SpanInput(data=request.data)
        fields.is_valid(raise_exception=True)
        chosen = fields.validated_data
        herself = chosen["agent"] == self.agent and can_take_the_watch(self.agent, team)
        if not herself and not can_put_on_watch(self.agent, team):
            raise PermissionDenied("Only the team's lead can put somebody else on the watch.")
        watch_keeping.put_on_watch(team, **chosen, by=self.agent, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeaveViewSet(ByAgent, mixins.ListModelMixin, GenericViewSet[Leave]):
    """Your own leave that is not over."""

    queryset = Leave.objects.none()
    serializer_class = LeaveSerializer
    filter_backends = []
    pagination_class = None

    def visible(self) -> QuerySet[Leave]:
        return board.leaves_ahead(self.agent, timezone.now())

    @extend_schema(request=SpanInput, responses={201: LeaveSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note leave: your own, or that of the people you lead."""
        fields = SpanInput(data=request.data)
        fields.is_valid(raise_exception=True)
        if not can_note_leave(self.agent, fields.validated_data["agent"]):
            raise PermissionDenied("You can note your own leave, and that of the people you lead.")
        leave = watch_keeping.add_leave(**fields.validated_data, by=self.agent, at=timezone.now())
        return Response(self.get_serializer(leave).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take it back; one that has begun ends now."""
        watch_keeping.end_leave(self.get_object(), by=self.agent, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
