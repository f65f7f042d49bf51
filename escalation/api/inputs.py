"""What may be sent in, field by field; whether a package says enough is judged by `escalation.package` alone."""

from datetime import datetime
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework import serializers

from escalation.api.serializers import StepSerializer
from escalation.desk.acts import Words
from escalation.drafts import FIELDS_LIMIT
from escalation.models import Handoff, HandoffType, Notice, ReturnReason
from escalation.package import ACTION_LIMIT, LINE_LIMIT, Package, Step
from tickets.api.inputs import SPOKEN, Files, MessageBody
from tickets.days import BEYOND, in_utc
from tickets.models import Agent, Channel, Message, Team, Ticket, Visibility

BULK_LIMIT = 100


def words(**options: Any) -> serializers.CharField:
    return serializers.CharField(**{"required": False, "allow_blank": True, "default": "", **options})


class Instant(serializers.DateTimeField):
    """An instant that every clock of the world can show."""

    default_error_messages = {"overflow": BEYOND}

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return in_utc(super().to_internal_value(value))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class MessageInput(serializers.Serializer[Any]):
    """A reply to the customer (public), or an internal note."""

    body = MessageBody()
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PUBLIC)
    channel = serializers.ChoiceField(
        choices=SPOKEN, required=False, allow_null=True, default=None, help_text="Of a reply; a note has none."
    )
    seen = serializers.PrimaryKeyRelatedField(
        queryset=Message.objects.none(),
        required=False,
        allow_null=True,
        default=None,
        help_text="The last message you have read: what you send is held back where another came since.",
    )
    files = Files(required=False, default=list, help_text="Only in multipart/form-data.")

    def __init__(self, *args: Any, ticket: Ticket | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ticket is not None:
            self.fields["seen"].queryset = Message.objects.filter(ticket=ticket)  # type: ignore[attr-defined]

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["visibility"] == Visibility.PUBLIC and not fields["channel"]:
            raise serializers.ValidationError({"channel": "Say on which channel the customer is answered."})
        return {**fields, "channel": Channel(fields["channel"] or Channel.NOTE)}


class PlaceInput(serializers.Serializer[Any]):
    agent = serializers.PrimaryKeyRelatedField(
        queryset=Agent.objects.active(), allow_null=True, help_text="A colleague; null puts it back with the team."
    )
    line = words(
        max_length=ACTION_LIMIT,
        help_text="What the colleague should do next. With it the ticket is handed over, and is hers once she "
        "acknowledges; without it the ticket is placed at once, and nobody is asked.",
    )


class BulkClaimInput(serializers.Serializer[Any]):
    tickets = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=BULK_LIMIT
    )


class WordsToCustomerInput(serializers.Serializer[Any]):
    """An answer to the customer that goes with something else."""

    body = MessageBody()
    channel = serializers.ChoiceField(choices=SPOKEN)
    seen = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="The id of the last message you have read."
    )


class HandOverInput(serializers.Serializer[Any]):
    type = serializers.PrimaryKeyRelatedField(queryset=HandoffType.objects.all())
    to_team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all())
    to_agent = serializers.PrimaryKeyRelatedField(
        queryset=Agent.objects.people(), required=False, allow_null=True, default=None
    )
    issue_summary = words(help_text="One to three sentences: what the customer needs.")
    troubleshooting = StepSerializer(many=True, required=False, default=list)
    nothing_tried = words(help_text="Why, where there are no steps.")
    sentiment = words(help_text="frustrated, neutral or satisfied.")
    sentiment_note = words()
    urgency = words(help_text="low, normal, high or critical.")
    business_impact = words()
    next_best_action = words()
    details = serializers.DictField(
        child=serializers.JSONField(),
        required=False,
        default=dict,
        help_text="What the type asks for beyond this, by key: a text; a list of steps, each with `step` and `result`; "
        "or the list of the ticked items of a checklist.",
    )

    reply = WordsToCustomerInput(
        required=False, allow_null=True, default=None, help_text="Sent to the customer with the handoff, or not at all."
    )

    warm = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Talk first: `to_agent`, or whoever is on duty, is asked, and it changes hands once she is ready.",
    )
    ground_reason = words(
        max_length=300,
        help_text="Why you hand it over, where the criteria speak of the type and do not call for it, or say something "
        "else.",
    )

    def reply_first(self) -> Words | None:
        said = self.validated_data["reply"]
        return Words(said["body"], Channel(said["channel"]), said["seen"]) if said else None

    def package(self) -> Package:
        fields = {name: self.validated_data[name] for name in Package.__dataclass_fields__}
        return Package(**{**fields, "troubleshooting": tuple(Step(**step) for step in fields["troubleshooting"])})


class WordsInput(serializers.Serializer[Any]):
    text = words()


class AcknowledgeInput(serializers.Serializer[Any]):
    read_back = words(
        max_length=Handoff._meta.get_field("read_back").max_length,
        help_text="What you do next, in a line; some types need it.",
    )


class ContinuationInput(serializers.Serializer[Any]):
    could = serializers.BooleanField(help_text="Whether you could go on without reading earlier messages.")
    missing = words(max_length=LINE_LIMIT, help_text="What was missing, where you could not.")


class ReturnInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=ReturnReason.choices)
    note = words(
        max_length=Handoff._meta.get_field("return_note").max_length,
        help_text="What is wrong, in words; may be empty where `missing` says it.",
    )
    missing = serializers.DictField(
        child=words(max_length=LINE_LIMIT),
        required=False,
        default=dict,
        help_text="What is missing, by field: `issue_summary`, `details.environment` ...",
    )


class DraftInput(serializers.Serializer[Any]):
    """The form's fields by name, as typed: nothing is checked yet."""

    content = serializers.DictField(child=serializers.CharField(allow_blank=True, trim_whitespace=False))

    def validate_content(self, content: dict[str, str]) -> dict[str, str]:
        if len(content) > FIELDS_LIMIT:
            raise serializers.ValidationError(f"A draft has at most {FIELDS_LIMIT} fields.")
        for name in content:
            ProhibitNullCharactersValidator()(name)
        return content


class MarkReadInput(serializers.Serializer[Any]):
    """Which of your notices: of one handoff, up to one of them, or all."""

    handoff = serializers.PrimaryKeyRelatedField(
        queryset=Handoff.objects.none(), required=False, allow_null=True, default=None
    )
    up_to = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1, help_text="A notice's id."
    )

    def __init__(self, *args: Any, agent: Agent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agent is not None:
            told_of = Notice.objects.filter(recipient=agent).values("handoff")
            self.fields["handoff"].queryset = Handoff.objects.filter(pk__in=told_of)  # type: ignore[attr-defined]
