"""The figures of a week's handoffs: what each means, in words and as the condition that finds its handoffs.

A figure on a page counts exactly what its condition finds, so that every number can be opened.
"""

from datetime import datetime

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DurationField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    TextChoices,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from escalation.models import ClockKind, ClockState, Handoff
from escalation.models.handoff import HandoffQuerySet


class Figure(TextChoices):
    SENT = "sent", "Handoffs"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    IN_TIME = "in-time", "Acknowledged in time"
    LATE = "late", "Not acknowledged in time"
    RESPONDED = "responded", "First response after handoff"
    RETURNED = "returned", "Returned"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SENT_ON = "sent-on", "Sent on to another team"
    WAITING = "waiting", "Still waiting"

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


MEANINGS = {
    Figure.SENT: (
        "Handoffs sent in the week, by the time of sending in the site's time zone; each counts for the team that it "
        "was sent to first."
    ),
    Figure.ACKNOWLEDGED: (
        "A receiver said that the ticket is hers now, in time or late; the time runs from sending, and what is taken "
        "over at a shift change has none."
    ),
    Figure.IN_TIME: (
        "Acknowledged before the first team's deadline passed, as a share of those whose deadline was kept or missed."
    ),
    Figure.LATE: (
        "The first team's deadline passed before anybody acknowledged, even if somebody did so later, there or "
        "elsewhere."
    ),
    Figure.RESPONDED: (
        "The receiving side's first public message to the customer, by a person; the time runs from sending."
    ),
    Figure.RETURNED: "Given back to the sender with a reason, before or after acknowledging.",
    Figure.WITHDRAWN: "Called back by the sender before anybody acknowledged.",
    Figure.SENT_ON: "Nobody of the first team acknowledged, so its policy sent it on to another team.",
    Figure.WAITING: "Not yet acknowledged, returned or withdrawn, as of now.",
}


def sent_between(starts_at: datetime, ends_at: datetime) -> HandoffQuerySet:
    """Handoffs by time of sending, with `acknowledge` and `respond`, the two clocks as they were set then.

    `first_team_id` is who they were for then: a deadline is kept or missed by the team that it was set for.
    """
    return Handoff.objects.filter(sent_at__gte=starts_at, sent_at__lt=ends_at).annotate(
        acknowledge=_clock(ClockKind.ACKNOWLEDGE, starts_at, ends_at),
        respond=_clock(ClockKind.RESPOND, starts_at, ends_at),
        first_team_id=Coalesce(
            Cast(KeyTextTransform(0, "teams_before"), BigIntegerField()),
            F("to_team_id"),
            output_field=BigIntegerField(),
        ),
        # What is taken at a shift change had no time to wait in, and no deadline.
        took_to_acknowledge=Case(When(acknowledge__isnull=False, then=_length("acknowledged_at"))),
        took_to_respond=_length("respond__met_at"),
    )


def _clock(kind: ClockKind, starts_at: datetime, ends_at: datetime) -> FilteredRelation:
    # Both start at sending. Saying so lets the database read these weeks' clocks by index, not all there ever were.
    of_then = Q(clocks__started_at__gte=starts_at, clocks__started_at__lt=ends_at)
    return FilteredRelation("clocks", condition=of_then & Q(clocks__kind=kind, clocks__generation=1))


def _length(until: str) -> "ExpressionWrapper[CombinedExpression]":
    return ExpressionWrapper(F(until) - F("sent_at"), output_field=DurationField())


def condition(figure: Figure, now: datetime) -> Q:
    """What a handoff must be to count for a figure; needs `sent_between()`."""
    overdue = Q(acknowledge__state=ClockState.RUNNING, acknowledge__due_at__lt=now)
    return {
        Figure.SENT: Q(sent_at__isnull=False),
        Figure.ACKNOWLEDGED: Q(acknowledged_at__isnull=False),
        Figure.IN_TIME: Q(acknowledge__state=ClockState.MET),
        Figure.LATE: Q(acknowledge__state=ClockState.BREACHED) | overdue,
        Figure.RESPONDED: Q(respond__met_at__isnull=False),
        Figure.RETURNED: Q(returned_at__isnull=False),
        Figure.WITHDRAWN: Q(withdrawn_at__isnull=False),
        Figure.SENT_ON: ~Q(teams_before=[]),
        Figure.WAITING: Q(acknowledged_at__isnull=True, withdrawn_at__isnull=True, returned_at__isnull=True),
    }[figure]


def as_column(condition: Q) -> "ExpressionWrapper[Q]":
    """Whether a condition holds, as a column."""
    return ExpressionWrapper(condition, output_field=BooleanField())
