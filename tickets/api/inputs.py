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


class Known(serializers.PrimaryKeyRelatedField[Any]):
    """Something by its number, among what the agent who asks may know of."""

    def get_queryset(self) -> Any:
        things: Any = super().get_queryset()
        return things.visible_to(self.context["agent"])


class OpenTicketInput(serializers.Serializer[Any]):
    customer = Known(queryset=Customer.objects.select_related("account"), required=False, allow_null=True, default=None)
    customer_email = serializers.EmailField(
        max_length=254,
        required=False,
        allow_blank=True,
        default="",
        help_text="Instead of `customer`: whose address this is. A bot so names who has not talked with it before.",
    )
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.filter(is_active=True))
    issue_type = serializers.PrimaryKeyRelatedField(
        queryset=IssueType.objects.filter(is_active=True), required=False, allow_null=True, default=None
    )
    subject = serializers.CharField(max_length=200)
    body = MessageBody()
    channel = serializers.ChoiceField(choices=SPOKEN)
    page_url = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    files = Files(required=False, default=list, help_text="Only in multipart/form-data.")

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        email = fields.pop("customer_email")
        if bool(fields["customer"]) == bool(email):
            raise serializers.ValidationError({"customer": "Name the customer, or else her e-mail address."})
        if email:
            fields["customer"] = _whose_address_is(email)
        return fields


def _whose_address_is(email: str) -> Customer:
    found = list(Customer.objects.filter(email__iexact=email).select_related("account")[:2])
    if len(found) != 1:
        problem = "Several customers have this address." if found else "No customer has this address."
        raise serializers.ValidationError({"customer_email": problem})
    return found[0]


class NewCustomerInput(serializers.Serializer[Any]):
    """A customer of a company we know (`account`), or of one that is new as well (`company`)."""

    name = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")
    title = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    account = Known(queryset=Account.objects.all(), required=False, allow_null=True, default=None)
    company = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if bool(fields["account"]) == bool(fields["company"]):
            raise serializers.ValidationError({"account": "Name a known account, or else a new company."})
        if self.context["agent"].is_bot and not fields["email"]:
            raise serializers.ValidationError({"email": "A bot opens her ticket by this address: it cannot be empty."})
        return fields
