"""Changes of holder without a handoff, and the context they went without."""

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
from escalation.filters import HiddenHandoffFilter
from escalation.hidden import LateContext
from escalation.models import AddedContext
from escalation.permissions import can_add_context, can_look_for_hidden_handoffs
from tickets.api.base import ByAgent, Pages
from tickets.api.serializers import AgentSerializer, TeamNameSerializer
from tickets.models import Ownership, Ticket


class AddedContextSerializer(serializers.ModelSerializer[AddedContext]):
    added_by = AgentSerializer(read_only=True)

    class Meta:
        model = AddedContext
        fields = ["why", "issue_summary", "tried", "next_best_action", "added_at", "added_by"]
        read_only_fields = ["added_at"]


class LateContextInput(serializers.Serializer[Any]):
    why = words(help_text="Why it changed hands without a handoff.")
    issue_summary = words(help_text="One to three sentences: what the customer needs.")
    tried = words(help_text="What was tried, and what came of it.")
    next_best_action = words(help_text="What to do first.")


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
        added = getattr(change, "added_context", None)
        return AddedContextSerializer(added).data if added else None


class HiddenHandoffViewSet(ByAgent, mixins.ListModelMixin, GenericViewSet[Ownership]):
    """Tickets that changed hands without a handoff, in the teams you lead; the latest first."""

    queryset = Ownership.objects.none()
    serializer_class = HiddenHandoffSerializer
    filterset_class = HiddenHandoffFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Ownership]:
        if not can_look_for_hidden_handoffs(self.agent):
            raise PermissionDenied("Only leads and managers look for hidden handoffs.")
        changes = hidden.looked_after_by(self.agent).select_related("team", "agent", "by", "added_context__added_by")
        return changes.order_by("-started_at", "-pk")

    @extend_schema(request=LateContextInput, responses={201: AddedContextSerializer}, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def context(self, request: Request, pk: int) -> Response:
        """Say afterwards why it changed hands, and with what; for whoever can see the ticket."""
        visible = Ownership.objects.filter(ticket__in=Ticket.objects.visible_to(self.agent))
        change = get_object_or_404(visible.select_related("ticket"), pk=pk)
        if not can_add_context(self.agent, change.ticket):
            raise PermissionDenied("You may not write on this ticket.")
        fields = LateContextInput(data=request.data)
        fields.is_valid(raise_exception=True)
        context = LateContext(**fields.validated_data)
        added = hidden.add_context(change, context=context, by=self.agent, at=timezone.now())
        return Response(AddedContextSerializer(added).data, status=status.HTTP_201_CREATED)
