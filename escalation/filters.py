"""What lists of handoffs can be narrowed by: the same for pages and API."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.db.models.functions import Now

from escalation.hidden import HIDDEN_CAUSES
from escalation.hours.wall_time import first_reading
from escalation.models import AddedContext, Handoff, HandoffType, Notice, State
from tickets.days import DayFilter
from tickets.filters import KeyFilter
from tickets.live import PortalRequest
from tickets.models import Message, Ownership, Site, Team


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
    ticket = KeyFilter(field_name="ticket_id", label="Ticket")
    overdue = filters.BooleanFilter(method="is_overdue", label="Waits, and should have been acknowledged by now")
    mine = filters.ChoiceFilter(method="of_mine", choices=Mine.choices, empty_label="Anybody's", label="Mine")
    order = filters.ChoiceFilter(method="in_order", choices=HandoffOrder.choices, empty_label=None, label="Order")

    class Meta:
        model = Handoff
        fields: list[str] = []

    def in_state(self, handoffs: Any, name: str, state: str) -> QuerySet[Handoff]:
        return handoffs.in_state(State(state))

    def is_overdue(self, handoffs: Any, name: str, overdue: bool) -> QuerySet[Handoff]:
        late = Handoff.objects.overdue(Now()).values("pk")
        return handoffs.filter(pk__in=late) if overdue else handoffs.exclude(pk__in=late)

    def of_mine(self, handoffs: Any, name: str, mine: str) -> QuerySet[Handoff]:
        agent = self.request.user
        if mine == Mine.SENT:
            return handoffs.filter(sent_by=agent)
        waiting = Handoff.objects.waiting().for_teams_of(agent).values("pk")
        return handoffs.filter(Q(acknowledged_by=agent) | Q(pk__in=waiting))

    def in_order(self, handoffs: Any, name: str, order: str) -> QuerySet[Handoff]:
        return handoffs.due_soonest_first() if order == HandoffOrder.DUE else handoffs.order_by("-sent_at", "-pk")


class Context(TextChoices):
    MISSING = "missing", "Context missing"
    ADDED = "added", "Context added"


def _looked_after(request: PortalRequest) -> QuerySet[Team]:
    agent = request.user
    teams = Team.objects.all() if agent.oversees else Team.objects.of(agent).filter(memberships__is_lead=True)
    return teams.order_by("name")


ANSWERED = "answered"  # beside the causes: nobody changed, but somebody else answered


class _HiddenFilter(filters.FilterSet):
    """Narrows hidden handoffs; the caller scopes them. Days are those of the site's zone."""

    at: str  # the field that says when
    explained_by: str  # the field of its added context

    cause = filters.ChoiceFilter(
        method="by_cause",
        choices=[*((cause.value, cause.label.capitalize()) for cause in HIDDEN_CAUSES), (ANSWERED, "Answered")],
        empty_label="Any",
        label="How",
    )
    context = filters.ChoiceFilter(
        method="with_context", choices=Context.choices, empty_label="Missing or added", label="Context"
    )
    since = DayFilter(method="from_day", label="From")
    until = DayFilter(method="to_day", label="To")

    def with_context(self, found: Any, name: str, context: str) -> QuerySet[Any]:
        added = Exists(AddedContext.objects.filter(**{self.explained_by: OuterRef("pk")}))
        return found.filter(~added if context == Context.MISSING else added)

    def from_day(self, found: Any, name: str, day: date) -> QuerySet[Any]:
        return found.filter(**{f"{self.at}__gte": _midnight(day)})

    def to_day(self, found: Any, name: str, day: date) -> QuerySet[Any]:
        """To the end of that day."""
        return found.filter(**{f"{self.at}__lt": _midnight(day + timedelta(days=1))})


class HiddenHandoffFilter(_HiddenFilter):
    """Changes of holder without a handoff."""

    at, explained_by = "started_at", "ownership"

    team = filters.ModelChoiceFilter(method="of_team", queryset=_looked_after, empty_label="Any team", label="Team")

    class Meta:
        model = Ownership
        fields: list[str] = []

    def of_team(self, changes: Any, name: str, team: Team) -> QuerySet[Ownership]:
        """What left the team, and what reached it."""
        return changes.filter(Q(team=team) | Q(from_team_id=team.pk))

    def by_cause(self, changes: Any, name: str, cause: str) -> QuerySet[Ownership]:
        return changes.none() if cause == ANSWERED else changes.filter(cause=cause)


class HiddenAnswerFilter(_HiddenFilter):
    """Answers of somebody who did not hold the ticket."""

    at, explained_by = "posted_at", "answer"

    team = filters.ModelChoiceFilter(
        field_name="in_place_of__team", queryset=_looked_after, empty_label="Any team", label="Team"
    )

    class Meta:
        model = Message
        fields: list[str] = []

    def by_cause(self, answers: Any, name: str, cause: str) -> QuerySet[Message]:
        return answers if cause == ANSWERED else answers.none()


def _midnight(day: date) -> datetime:
    return first_reading(day, 0, ZoneInfo(Site.current().time_zone))


class NoticeFilter(filters.FilterSet):
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label="Unread")

    class Meta:
        model = Notice
        fields: list[str] = []
