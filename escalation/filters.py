"""What lists of handoffs can be narrowed by: the same for pages and API."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet, TextChoices

from escalation.models import Handoff, HandoffType, Notice, State
from tickets.models import Team


class Mine(TextChoices):
    SENT = "sent", "Sent by me"
    RECEIVED = "received", "Waiting for me, or acknowledged by me"


class HandoffOrder(TextChoices):
    DUE = "due", "Due soonest"
    LATEST = "latest", "Latest sent"


class HandoffFilter(filters.FilterSet):
    """Narrows and orders handoffs that the agent may see; needs `with_deadlines()`. The caller scopes them."""

    state = filters.ChoiceFilter(method="in_state", choices=State.choices, empty_label="Any state", label="State")
    team = filters.ModelChoiceFilter(field_name="to_team", queryset=Team.objects.all(), empty_label="Any team")
    from_team = filters.ModelChoiceFilter(queryset=Team.objects.all(), empty_label="From any team")
    type = filters.ModelChoiceFilter(queryset=HandoffType.objects.all(), empty_label="Any type")
    ticket = filters.NumberFilter(field_name="ticket_id", label="Ticket")
    mine = filters.ChoiceFilter(method="of_mine", choices=Mine.choices, empty_label="Anybody's", label="Mine")
    order = filters.ChoiceFilter(method="in_order", choices=HandoffOrder.choices, empty_label=None, label="Order")

    class Meta:
        model = Handoff
        fields: list[str] = []

    def in_state(self, handoffs: Any, name: str, state: str) -> QuerySet[Handoff]:
        return handoffs.in_state(State(state))

    def of_mine(self, handoffs: Any, name: str, mine: str) -> QuerySet[Handoff]:
        agent = self.request.user
        if mine == Mine.SENT:
            return handoffs.filter(sent_by=agent)
        waiting = Handoff.objects.waiting().for_teams_of(agent).values("pk")
        return handoffs.filter(Q(acknowledged_by=agent) | Q(pk__in=waiting))

    def in_order(self, handoffs: Any, name: str, order: str) -> QuerySet[Handoff]:
        return handoffs.due_soonest_first() if order == HandoffOrder.DUE else handoffs.order_by("-sent_at", "-pk")


class NoticeFilter(filters.FilterSet):
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label="Unread")

    class Meta:
        model = Notice
        fields: list[str] = []
