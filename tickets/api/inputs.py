"""What may be sent in, field by field. Services judge what it means; nothing here writes."""

from typing import Any

from rest_framework import serializers

from tickets.models import BODY_LIMIT, Account, Channel, Customer, IssueType, Team

TOO_LONG = f"A message has at most {BODY_LIMIT:,} characters: shorten it, or attach a file."
# What a customer or an agent speaks on; notes are for ourselves.
SPOKEN = [choice for choice in Channel.choices if choice[0] != Channel.NOTE]


class MessageBody(serializers.CharField):
    """Words of a message; empty where a file says it all."""

    def __init__(self, **options: Any) -> None:
        options = {"max_length": BODY_LIMIT, "allow_blank": True, "error_messages": {"max_length": TOO_LONG}, **options}
        super().__init__(**options)


class Files(serializers.ListField):
    child = serializers.FileField(use_url=False)


class OpenTicketInput(serializers.Serializer[Any]):
    customer = serializers.PrimaryKeyRelatedField(queryset=Customer.objects.select_related("account"))
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.filter(is_active=True))
    issue_type = serializers.PrimaryKeyRelatedField(
        queryset=IssueType.objects.filter(is_active=True), required=False, allow_null=True, default=None
    )
    subject = serializers.CharField(max_length=200)
    body = MessageBody()
    channel = serializers.ChoiceField(choices=SPOKEN)
    page_url = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    files = Files(required=False, default=list, help_text="Only in multipart/form-data.")


class NewCustomerInput(serializers.Serializer[Any]):
    """A customer of a company we know (`account`), or of one that is new as well (`company`)."""

    name = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")
    title = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    account = serializers.PrimaryKeyRelatedField(
        queryset=Account.objects.all(), required=False, allow_null=True, default=None
    )
    company = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if bool(fields["account"]) == bool(fields["company"]):
            raise serializers.ValidationError({"account": "Name a known account, or else a new company."})
        return fields
