"""What lists of tickets, customers and accounts can be narrowed by: the same for pages and API."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet, TextChoices

from tickets import search
from tickets.models import Account, Customer, IssueType, Plan, Status, Team, Ticket


class TicketOrder(TextChoices):
    """The orders of a list of tickets, each with an index of its own."""

    LATEST = "latest", "Latest activity"
    WAITING = "waiting", "Longest waiting"


class HeldBy(TextChoices):
    ME = "me", "Me"
    NOBODY = "nobody", "Nobody yet"
    ANYBODY = "anybody", "Anybody"


class Whether(TextChoices):
    OPEN = "not_resolved", "Not resolved"


class TicketFilter(filters.FilterSet):
    """Narrows and orders tickets that the agent may see; the caller scopes them."""

    q = filters.CharFilter(method="find", label="Search", max_length=200)
    team = filters.ModelChoiceFilter(queryset=Team.objects.all(), empty_label="Any team")
    status = filters.ChoiceFilter(
        method="with_status", choices=[*Whether.choices, *Status.choices], empty_label="Any status"
    )
    holder = filters.ChoiceFilter(method="held_by", choices=HeldBy.choices, empty_label="Held by anybody or nobody")
    plan = filters.ChoiceFilter(field_name="account__plan", choices=Plan.choices, empty_label="Any plan")
    issue_type = filters.ModelChoiceFilter(queryset=IssueType.objects.all(), empty_label="Any issue type")
    customer = filters.NumberFilter(field_name="customer_id", label="Customer")
    account = filters.NumberFilter(field_name="account_id", label="Account")
    waiting = filters.BooleanFilter(
        field_name="waiting_since", lookup_expr="isnull", exclude=True, label="Customer waiting"
    )
    order = filters.ChoiceFilter(method="in_order", choices=TicketOrder.choices, empty_label=None, label="Order")

    class Meta:
        model = Ticket
        fields: list[str] = []

    def find(self, tickets: QuerySet[Ticket], name: str, query: str) -> QuerySet[Ticket]:
        return search.find(tickets, query)

    def with_status(self, tickets: Any, name: str, status: str) -> QuerySet[Ticket]:
        return tickets.open() if status == Whether.OPEN else tickets.filter(status=status)

    def held_by(self, tickets: QuerySet[Ticket], name: str, holder: str) -> QuerySet[Ticket]:
        if holder == HeldBy.ME:
            return tickets.filter(holder=self.request.user)
        return tickets.filter(holder__isnull=holder == HeldBy.NOBODY)

    def in_order(self, tickets: QuerySet[Ticket], name: str, order: str) -> QuerySet[Ticket]:
        """Longest waiting first leaves out tickets in which no customer waits."""
        if order == TicketOrder.WAITING:
            return tickets.filter(waiting_since__isnull=False).order_by("waiting_since", "pk")
        return tickets.order_by("-last_activity_at", "-pk")


class AccountFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label="Search", max_length=100)
    plan = filters.ChoiceFilter(choices=Plan.choices)

    class Meta:
        model = Account
        fields: list[str] = []


class CustomerFilter(filters.FilterSet):
    q = filters.CharFilter(method="named", label="Search", max_length=100)
    account = filters.NumberFilter(field_name="account_id", label="Account")
    email = filters.CharFilter(lookup_expr="iexact", max_length=254)

    class Meta:
        model = Customer
        fields: list[str] = []

    def named(self, customers: QuerySet[Customer], name: str, query: str) -> QuerySet[Customer]:
        """By a part of the name, of the address, or of the company's name."""
        parts = Q(name__icontains=query) | Q(email__icontains=query) | Q(account__name__icontains=query)
        return customers.filter(parts)
