"""How tickets and those around them look from outside. Nothing here writes."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.models import Account, Agent, Attachment, Customer, IssueType, Message, Ownership, Team, Ticket


class AgentSerializer(serializers.ModelSerializer[Agent]):
    class Meta:
        model = Agent
        fields = ["id", "name", "is_bot"]
        read_only_fields = fields


class TeamNameSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name", "slug"]
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer[Team]):
    people = serializers.SerializerMethodField()
    lead = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = ["id", "name", "slug", "tier", "time_zone", "is_active", "lead", "people"]
        read_only_fields = fields

    @extend_schema_field(AgentSerializer(many=True))
    def get_people(self, team: Team) -> list[dict[str, object]]:
        return [AgentSerializer(membership.agent).data for membership in team.memberships.all()]

    def get_lead(self, team: Team) -> int | None:
        """The lead's id."""
        return next((membership.agent_id for membership in team.memberships.all() if membership.is_lead), None)


class IssueTypeSerializer(serializers.ModelSerializer[IssueType]):
    class Meta:
        model = IssueType
        fields = ["id", "name", "slug", "parent"]
        read_only_fields = fields


class AccountSerializer(serializers.ModelSerializer[Account]):
    class Meta:
        model = Account
        fields = ["id", "name", "plan", "country"]
        read_only_fields = fields


class CustomerNameSerializer(serializers.ModelSerializer[Customer]):
    class Meta:
        model = Customer
        fields = ["id", "name", "email"]
        read_only_fields = fields


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    account = AccountSerializer(read_only=True)

    class Meta:
        model = Customer
        fields = ["id", "name", "email", "title", "preferences", "special_circumstances", "account"]
        read_only_fields = fields


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    """A ticket in a list: who asks, who holds it, whose turn it is."""

    customer = CustomerNameSerializer(read_only=True)
    account = AccountSerializer(read_only=True)
    team = TeamNameSerializer(read_only=True)
    holder = AgentSerializer(read_only=True, allow_null=True)
    issue_type = IssueTypeSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Ticket
        fields = [
            "id",
            "number",
            "subject",
            "status",
            "customer",
            "account",
            "team",
            "holder",
            "issue_type",
            "opened_at",
            "last_activity_at",
            "waiting_since",
            "resolved_at",
        ]
        read_only_fields = fields


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    url = serializers.HyperlinkedIdentityField(view_name="api:attachment")

    class Meta:
        model = Attachment
        fields = ["id", "filename", "size", "url"]
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer[Message]):
    author = serializers.CharField(read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = Message
        fields = [
            "id",
            "author",
            "author_kind",
            "agent",
            "customer",
            "channel",
            "visibility",
            "body",
            "page_url",
            "posted_at",
            "attachments",
        ]
        read_only_fields = fields


class OwnershipSerializer(serializers.ModelSerializer[Ownership]):
    """A stretch of holding: who, from when to when, and how it came about."""

    team = TeamNameSerializer(read_only=True)
    agent = AgentSerializer(read_only=True, allow_null=True)
    by = AgentSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Ownership
        fields = ["id", "team", "agent", "held_by", "started_at", "ended_at", "cause", "by"]
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer[Agent]):
    teams = TeamNameSerializer(many=True, read_only=True)

    class Meta:
        model = Agent
        fields = ["id", "username", "name", "email", "role", "is_bot", "time_zone", "teams"]
        read_only_fields = fields
