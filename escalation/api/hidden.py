"""Changes of holder and answers without a handoff, and the context they went without."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation import hidden
from escalation.api.inputs import words
from escalation.filters import HiddenAnswerFilter, HiddenHandoffFilter
from escalation.hidden import LateContext
from escalation.models import AddedContext
from escalation.permissions import can_add_context, can_look_for_hidden_handoffs
from tickets.api.base import ByAgent, Pages
from tickets.api.serializers import AgentSerializer, TeamNameSerializer
from tickets.models import Message, Ownership, Ticket


class AddedContextSerializer(serializers.ModelSerializer[AddedContext]):
    added_by = AgentSerializer(read_only=True)

    class Meta:
        model = AddedContext
        fields = ["why", "issue_summary", "tried", "next_best_action", "added_at", "added_by"]
        read_only_fields = ["added_at"]


class LateContextInput(serializers.Serializer[Any]):
    why = words(help_text="Why there was no handoff.")
    issue_summary = words(help_text="One to three sentences: what the customer needs.")
    tried = words(help_text="What was tried, and what came of it.")
    next_best_action = words(help_text="What to do first.")


def _said_of(found: Ownership | Message) -> dict[str, Any] | None:
    added = getattr(found, "added_context", None)
    return AddedContextSerializer(added).data if added else None


class HiddenHandoffSerializer(serializers.ModelSerializer[Ownership]):
    """A change of holder that no handoff explains."""

    from_team = serializers.IntegerField(source="from_team_id", read_only=True)
    from_agent = serializers.IntegerField(source="from_agent_id", read_only=True, allow_null=True)
    team = TeamNameSerializer(read_only=True)
    agent = AgentSerializer(read_only=True, allow_null=True)
    by = AgentSerializer(read_only=True, allow_null=True)
    added_context = serializers.SerializerMethodField(help_text="Null while it is missing.")

    class Meta:
        model = Ownership
        fields = [
            *("id", "ticket", "started_at", "cause", "by"),
            *("from_team", "from_agent", "team", "agent", "added_context"),
        ]
        read_only_fields = fields

    @extend_schema(responses=AddedContextSerializer)
    def get_added_context(self, change: Ownership) -> dict[str, Any] | None:
        return _said_of(change)


class HiddenAnswerSerializer(serializers.ModelSerializer[Message]):
    """The first of the answers that somebody gave in a row who did not hold the ticket."""

    agent = AgentSerializer(read_only=True)
    team = TeamNameSerializer(source="in_place_of.team", read_only=True)
    holder = AgentSerializer(
        source="in_place_of.agent",
        read_only=True,
        allow_null=True,
        help_text="Who held it then; null where nobody of the team did.",
    )
    added_context = serializers.SerializerMethodField(help_text="Null while it is missing.")

    class Meta:
        model = Message
        fields = ["id", "ticket", "posted_at", "agent", "team", "holder", "added_context"]
        read_only_fields = fields

    @extend_schema(responses=AddedContextSerializer)
    def get_added_context(self, answer: Message) -> dict[str, Any] | None:
        return _said_of(answer)


class _Hidden(ByAgent):
    """For who looks after hidden handoffs, and for who knows what was not said."""

    of_all: QuerySet[Any]

    def check_may_look(self) -> None:
        if not can_look_for_hidden_handoffs(self.agent):
            raise PermissionDenied("Only leads and managers look for hidden handoffs.")

    @extend_schema(request=LateContextInput, responses={201: AddedContextSerializer}, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def context(self, request: Request, pk: int) -> Response:
        """Say afterwards why there was no handoff, and what it would have said; for whoever can see the ticket."""
        visible = self.of_all.filter(ticket__in=Ticket.objects.visible_to(self.agent))
        about = get_object_or_404(visible.select_related("ticket"), pk=pk)
        if not can_add_context(self.agent, about.ticket):
            raise PermissionDenied("You may not write on this ticket.")
        fields = LateContextInput(data=request.data)
        fields.is_valid(raise_exception=True)
        context = LateContext(**fields.validated_data)
        added = hidden.add_context(about, context=context, by=self.agent, at=timezone.now())
        return Response(AddedContextSerializer(added).data, status=status.HTTP_201_CREATED)


class HiddenHandoffViewSet(_Hidden, mixins.ListModelMixin, GenericViewSet[Ownership]):
    """Tickets that changed hands without a handoff, in the teams you lead; the latest first."""

    queryset = Ownership.objects.none()
    of_all = Ownership.objects.all()
    serializer_class = HiddenHandoffSerializer
    filterset_class = HiddenHandoffFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Ownership]:
        self.check_may_look()
        changes = hidden.looked_after_by(self.agent).select_related("team", "agent", "by", "added_context__added_by")
        return changes.order_by("-started_at", "-pk")


class HiddenAnswerViewSet(_Hidden, mixins.ListModelMixin, GenericViewSet[Message]):
    """Tickets that were answered by somebody who did not hold them, in the teams you lead; the latest first."""

    queryset = Message.objects.none()
    of_all = Message.objects.filter(in_place_of__isnull=False)
    serializer_class = HiddenAnswerSerializer
    filterset_class = HiddenAnswerFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Message]:
        self.check_may_look()
        shown = ("agent", "in_place_of__team", "in_place_of__agent", "added_context__added_by")
        return hidden.answers_looked_after_by(self.agent).select_related(*shown).order_by("-posted_at", "-pk")
