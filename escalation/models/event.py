from django.db import models
from django.db.models import Q


class EventKind(models.TextChoices):
    SENT = "sent", "sent"
    ACKNOWLEDGED = "acknowledged", "acknowledged"
    ASKED = "asked", "asked the sender"
    ANSWERED = "answered", "answered"
    RETURNED = "returned", "returned"
    TAKEN_BACK = "taken_back", "took it back"
    WITHDRAWN = "withdrawn", "withdrew"
    WARM_ASKED = "warm_asked", "asked to talk"
    NOT_ME = "not_me", "named somebody else"
    BREACHED = "breached", "missed a deadline"
    # Steps that a policy takes by itself while nobody acknowledges.
    REMINDED = "reminded", "reminded"
    PAGED = "paged", "paged"
    TOLD = "told", "told"
    REROUTED = "rerouted", "sent on"
    # In the browser of somebody who was called to it: that it reached her is a fact of its own.
    RANG = "rang", "heard it ring"
    # Of a warm transfer.
    UNANSWERED = "unanswered", "did not answer"
    WENT_COLD = "went_cold", "is sent without a talk"


BY_ITSELF = (
    EventKind.REMINDED,
    EventKind.PAGED,
    EventKind.TOLD,
    EventKind.REROUTED,
    EventKind.UNANSWERED,
    EventKind.WENT_COLD,
)


class HandoffEvent(models.Model):
    """What happened to a handoff, in order; rows are only ever added."""

    handoff = models.ForeignKey("escalation.Handoff", on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField()
    by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    clock = models.OneToOneField(
        "escalation.Clock",
        null=True,
        on_delete=models.PROTECT,
        related_name="breach_event",
    )
    notice = models.OneToOneField(
        "escalation.Notice",
        null=True,
        on_delete=models.CASCADE,
        related_name="ring",
        help_text="What rang, once, in however many browsers.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EventKind.BREACHED, by__isnull=True, clock__isnull=False)
                | Q(kind__in=BY_ITSELF, by__isnull=True, clock__isnull=True)
                | (~Q(kind__in=[EventKind.BREACHED, *BY_ITSELF]) & Q(by__isnull=False, clock__isnull=True)),
                name="handoff_event_has_its_doer",
            ),
            models.CheckConstraint(
                condition=Q(kind=EventKind.RANG, notice__isnull=False)
                | (~Q(kind=EventKind.RANG) & Q(notice__isnull=True)),
                name="only_a_notice_rings",
            ),
        ]
        indexes = [
            models.Index(fields=["handoff", "at", "id"], name="handoff_event_story"),
            # Questions to senders, which are few among all that happens.
            models.Index(fields=["handoff"], condition=Q(kind=EventKind.ASKED), name="handoff_event_asked"),
            # What policies sent on, which is as little.
            models.Index(fields=["at"], condition=Q(kind=EventKind.REROUTED), name="handoff_event_rerouted"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%Y-%m-%d %H:%M}"
