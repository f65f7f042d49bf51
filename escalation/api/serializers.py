"""How handoffs look from outside. Nothing here writes."""

from typing import Any

from rest_framework import serializers

from escalation.context_fields import FieldKind
from escalation.models import Clock, Continuation, Handoff, HandoffDraft, HandoffEvent, HandoffType, Notice, State
from tickets.api.serializers import AgentSerializer, TeamNameSerializer
from tickets.models import Ticket


class ContextFieldSerializer(serializers.Serializer[Any]):
    """One thing that a type asks for beyond the package."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # Not declared: `label`, `required` and `help_text` are names of what every field of a serializer has.
        text = ("key", "label", "help_text", "example")
        return {
            **{name: serializers.CharField() for name in text},
            "kind": serializers.ChoiceField(choices=FieldKind.choices),
            "required": serializers.BooleanField(),
            "choices": serializers.ListField(child=serializers.CharField()),
        }


class HandoffTypeSerializer(serializers.ModelSerializer[HandoffType]):
    asked = ContextFieldSerializer(many=True, read_only=True)

    class Meta:
        model = HandoffType
        fields = [
            "id",
            "name",
            "slug",
            "description",
            "asks",
            "asked",
            "within_team",
            "needs_read_back",
            "may_be_warm",
            "warm_from_plan",
            "warm_from_urgency",
            "talk_within",
            "introduction",
            "acknowledge_within",
            "respond_within",
            "take_back_within",
            "accountable_before",
            "accountable_waiting",
            "accountable_after",
        ]
        read_only_fields = fields


class HandoffTicketSerializer(serializers.ModelSerializer[Ticket]):
    customer = serializers.CharField(source="customer.name", read_only=True)
    account = serializers.CharField(source="account.name", read_only=True)

    class Meta:
        model = Ticket
        fields = ["id", "number", "subject", "status", "customer", "account"]
        read_only_fields = fields


class ClockSerializer(serializers.ModelSerializer[Clock]):
    class Meta:
        model = Clock
        fields = ["kind", "generation", "state", "started_at", "due_at", "met_at", "breached_at", "voided_at"]
        read_only_fields = fields


class HandoffEventSerializer(serializers.ModelSerializer[HandoffEvent]):
    by = AgentSerializer(read_only=True, allow_null=True)

    class Meta:
        model = HandoffEvent
        fields = ["id", "kind", "at", "by", "text"]
        read_only_fields = fields


class StepSerializer(serializers.Serializer[Any]):
    step = serializers.CharField(allow_blank=True)
    result = serializers.CharField(allow_blank=True)


class HandoffSerializer(serializers.ModelSerializer[Handoff]):
    """A handoff in a queue; its deadlines are those of `with_deadlines()`."""

    ticket = HandoffTicketSerializer(read_only=True)
    type = serializers.CharField(source="type.slug", read_only=True)
    state = serializers.ChoiceField(choices=State.choices, read_only=True)
    from_team = TeamNameSerializer(read_only=True)
    to_team = TeamNameSerializer(read_only=True)
    to_agent = AgentSerializer(read_only=True, allow_null=True)
    sent_by = AgentSerializer(read_only=True)
    acknowledged_by = AgentSerializer(read_only=True, allow_null=True)
    acknowledge_due_at = serializers.DateTimeField(read_only=True)
    respond_due_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Handoff
        fields = [
            "id",
            "ticket",
            "type",
            "state",
            "from_team",
            "to_team",
            "to_agent",
            "urgency",
            "plan",
            "customer_waiting_since",
            "sent_at",
            "sent_by",
            "acknowledge_due_at",
            "respond_due_at",
            "acknowledged_at",
            "acknowledged_by",
            "talk",
            "next_best_action",
        ]
        read_only_fields = fields


class ContinuationSerializer(serializers.ModelSerializer[Continuation]):
    """Whether the receiver could go on without reading earlier messages, where she was asked."""

    asked_of = AgentSerializer(read_only=True)

    class Meta:
        model = Continuation
        fields = ["asked_of", "asked_at", "answered_at", "could", "missing"]
        read_only_fields = fields


class HandoffDetailSerializer(HandoffSerializer):
    """One handoff: its whole package, its clocks and its story."""

    troubleshooting = StepSerializer(many=True, read_only=True)
    asked = ContextFieldSerializer(many=True, read_only=True)
    details = serializers.DictField(child=serializers.JSONField(), read_only=True)
    return_missing = serializers.DictField(child=serializers.CharField(), read_only=True)
    withdrawn_by = AgentSerializer(read_only=True, allow_null=True)
    returned_by = AgentSerializer(read_only=True, allow_null=True)
    taken_back_by = AgentSerializer(read_only=True, allow_null=True)
    came_along = serializers.SerializerMethodField(help_text="What came along by itself, as it stood when it was sent.")
    continuation = ContinuationSerializer(read_only=True, allow_null=True, default=None)
    clocks = ClockSerializer(many=True, read_only=True)
    events = HandoffEventSerializer(many=True, read_only=True)

    class Meta(HandoffSerializer.Meta):
        fields = [
            *HandoffSerializer.Meta.fields,
            "issue_summary",
            "troubleshooting",
            "nothing_tried",
            "sentiment",
            "sentiment_note",
            "business_impact",
            "asked",
            "details",
            "customer_messages",
            "came_along",
            "needs_read_back",
            "read_back",
            "continuation",
            "withdrawn_at",
            "withdrawn_by",
            "returned_at",
            "returned_by",
            "return_reason",
            "return_note",
            "return_missing",
            "taken_back_at",
            "taken_back_by",
            "clocks",
            "events",
        ]
        read_only_fields = fields

    def get_came_along(self, handoff: Handoff) -> dict[str, Any]:
        """Without earlier tickets: not everybody who reads this may open those."""
        return {name: value for name, value in handoff.came_along.items() if name != "earlier"}


class DraftSerializer(serializers.ModelSerializer[HandoffDraft]):
    content = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = HandoffDraft
        fields = ["content", "saved_at"]
        read_only_fields = fields


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """Word to you; `handoff` and `ticket` are null where it is about none."""

    ticket = serializers.IntegerField(source="handoff.ticket_id", read_only=True, allow_null=True)
    title = serializers.CharField(source="shown_title", read_only=True)
    body = serializers.CharField(source="shown_body", read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "body", "reason", "is_urgent", "handoff", "ticket", "created_at", "read_at"]
        read_only_fields = fields
