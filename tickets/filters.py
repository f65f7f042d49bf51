"""What lists of tickets, customers and accounts can be narrowed by: the same for pages and API."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import BigIntegerField, Q, QuerySet, TextChoices
from django.forms import BoundField

from tickets import search
from tickets.models import Account, Agent, Customer, IssueType, Plan, Status, Team, Ticket
from tickets.paging import Order


class KeyFilter(filters.NumberFilter):
    """The number of a row: nothing is asked for that is beyond the column."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=BigIntegerField.MAX_BIGINT, **options)


class TicketOrder(TextChoices):
    """The orders of a list of tickets."""

    LATEST = "latest", "Latest activity"
    WAITING = "waiting", "Longest waiting"
    OLDEST = "oldest", "Oldest first"


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
    customer = KeyFilter(field_name="customer_id", label="Customer")
    account = KeyFilter(field_name="account_id", label="Account")
    waiting = filters.BooleanFilter(
        field_name="waiting_since", lookup_expr="isnull", exclude=True, label="Customer waiting"
    )
    order = filters.ChoiceFilter(method="in_order", choices=TicketOrder.choices, empty_label=None, label="Order")

    class Meta:
        model = Ticket
        fields: list[str] = []

    def find(self, tickets: QuerySet[Ticket], name: str, query: str) -> QuerySet[Ticket]:
        return search.find(tickets, query, reader=self.request.user)

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
        if order == TicketOrder.OLDEST:
            return tickets.order_by("opened_at", "pk")
        return tickets.order_by("-last_activity_at", "-pk")


ORDERS: Mapping[str, Order] = {
    TicketOrder.WAITING: Order("waiting_since", nullable=True),
    TicketOrder.LATEST: Order("last_activity_at", descending=True),
    TicketOrder.OLDEST: Order("opened_at"),
}
RECENTLY = timedelta(days=30)


class InboxFilter(TicketFilter):
    """Narrows one team's tickets: to those that are open, unless it is asked for others."""

    status = filters.ChoiceFilter(
        method="with_status",
        choices=[
            (Status.OPEN, "Our turn"),
            (Status.PENDING, "Waiting on customer"),
            (Status.RESOLVED, f"Resolved in the last {RECENTLY.days} days"),
        ],
        empty_label="All open",
        label="Status",
    )
    holder = filters.ChoiceFilter(method="held_by", choices=HeldBy.choices, empty_label="Any holder", label="Holder")
    waiting = filters.ChoiceFilter(
        method="with_customer",
        choices=[("yes", "Waiting"), ("no", "Not waiting")],
        empty_label="Waiting or not",
        label="Customer",
    )
    plan = filters.ChoiceFilter(field_name="account__plan", choices=Plan.choices, empty_label="Any plan", label="Plan")
    issue_type = filters.ModelChoiceFilter(
        queryset=IssueType.objects.filter(is_active=True).order_by("name"), empty_label="Any type", label="Issue type"
    )
    order = filters.ChoiceFilter(
        method="unordered",
        choices=[(order.value, order.label) for order in (TicketOrder.WAITING, TicketOrder.LATEST, TicketOrder.OLDEST)],
        empty_label=None,
        label="Order",
    )

    def __init__(self, *args: Any, team: Team, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.now = team, now
        # Asked only where the choices are drawn or one was chosen; a bound method would be copied with all it knows.
        self.filters["holder"].extra["choices"] = lambda: self._holders()  # noqa: PLW0108

    def _holders(self) -> list[tuple[str, str]]:
        people = Agent.objects.active().filter(memberships__team=self.team).order_by("name")
        return [
            (HeldBy.NOBODY, "Nobody yet"),
            (HeldBy.ME, "Me"),
            (HeldBy.ANYBODY, "Somebody"),
            *((str(pk), name) for pk, name in people.values_list("pk", "name") if pk != self.request.user.pk),
        ]

    @property
    def selects(self) -> list[BoundField]:
        """The fields that are a choice among few, for the page to lay out."""
        return [self.form[name] for name in ("status", "holder", "waiting", "plan", "issue_type", "order")]

    @property
    def order_of_rows(self) -> Order:
        """What is resolved waits for nobody: it is listed by its latest activity only."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        if chosen.get("status") == Status.RESOLVED:
            return ORDERS[TicketOrder.LATEST]
        return ORDERS[chosen.get("order") or TicketOrder.WAITING]

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(value for name, value in self.form.cleaned_data.items() if name != "order")

    def filter_queryset(self, queryset: Any) -> QuerySet[Ticket]:
        resolved = self.form.cleaned_data.get("status") == Status.RESOLVED
        return super().filter_queryset(queryset if resolved else queryset.open())

    def with_status(self, tickets: Any, name: str, status: str) -> QuerySet[Ticket]:
        tickets = tickets.filter(status=status)
        return tickets.filter(last_activity_at__gte=self.now - RECENTLY) if status == Status.RESOLVED else tickets

    def held_by(self, tickets: QuerySet[Ticket], name: str, holder: str) -> QuerySet[Ticket]:
        return tickets.filter(holder=int(holder)) if holder.isdigit() else super().held_by(tickets, name, holder)

    def with_customer(self, tickets: QuerySet[Ticket], name: str, waiting: str) -> QuerySet[Ticket]:
        return tickets.filter(waiting_since__isnull=waiting == "no")

    def unordered(self, tickets: QuerySet[Ticket], name: str, order: str) -> QuerySet[Ticket]:
        """The page orders, and its marks with it."""
        return tickets


class AccountFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label="Search", max_length=100)
    plan = filters.ChoiceFilter(choices=Plan.choices)

    class Meta:
        model = Account
        fields: list[str] = []


class CustomerFilter(filters.FilterSet):
    q = filters.CharFilter(method="named", label="Search", max_length=100)
    account = KeyFilter(field_name="account_id", label="Account")
    email = filters.CharFilter(lookup_expr="iexact", max_length=254)

    class Meta:
        model = Customer
        fields: list[str] = []

    def named(self, customers: QuerySet[Customer], name: str, query: str) -> QuerySet[Customer]:
        """By a part of the name, of the address, or of the company's name."""
        parts = Q(name__icontains=query) | Q(email__icontains=query) | Q(account__name__icontains=query)
        return customers.filter(parts)
