from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse

from tickets.models import Agent, Ticket

NOT_YOURS = "About a ticket that you may not open any more"


class NoticeKind(models.TextChoices):
    SENT = "sent", "A handoff is waiting for you"
    WARM_ASKED = "warm_asked", "A colleague wants to talk a handoff over"
    WARM_SAID = "warm_said", "Somebody says something in a warm transfer"
    WARM_OVER = "warm_over", "A warm transfer came to nothing"
    ACKNOWLEDGED = "acknowledged", "Your handoff was acknowledged"
    ASKED = "asked", "The receiver asks you something"
    ANSWERED = "answered", "Your question was answered"
    RETURNED = "returned", "Your handoff came back"
    HANDED_ON = "handed_on", "A colleague hands over a ticket that you held"
    WITHDRAWN = "withdrawn", "A handoff was withdrawn"
    BREACHED = "breached", "A deadline was missed"
    REMINDED = "reminded", "A handoff still waits for you"
    PAGED = "paged", "You are on duty and a handoff waits"
    UNACKNOWLEDGED = "unacknowledged", "A handoff still waits for others"
    WATCH_GAP = "watch_gap", "Nobody will be on duty for a while"
    SHIFT_OPEN = "shift_open", "A shift change is open for you"
    SHIFT_SAID = "shift_said", "Somebody asks or answers at a shift change"
    SHIFT_LEFT = "shift_left", "Nobody took over at a shift change"
    WATCHED = "watched", "The time of watching a ticket is over"
    UNDELIVERED = "undelivered", "Notices could not be delivered"
    TRIED = "tried", "A test of your channels"


# What is said to get a handoff acknowledged: once somebody has, it is of no more use.
CALLS_TO_ACKNOWLEDGE = (
    NoticeKind.SENT,
    NoticeKind.WARM_ASKED,
    NoticeKind.REMINDED,
    NoticeKind.PAGED,
    NoticeKind.UNACKNOWLEDGED,
)


# What may be answered by acknowledging, by whoever may: that it is late makes it no less so.
ANSWERED_BY_ACKNOWLEDGING = (*CALLS_TO_ACKNOWLEDGE, NoticeKind.BREACHED)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def for_reader(self, agent: Agent) -> "NoticeQuerySet":
        """Hers, each with `may_open`: what a notice says of a ticket is hers to read while she may open the ticket."""
        about = Ticket.objects.visible_to(agent).filter(handoffs=OuterRef("handoff"))
        may_open = Case(
            When(handoff__isnull=True, then=True), default=Exists(about), output_field=models.BooleanField()
        )
        return self.filter(recipient=agent).select_related("handoff").annotate(may_open=may_open)

    def latest_first(self) -> "NoticeQuerySet":
        return self.order_by("-created_at", "-pk")


class Notice(models.Model):
    """Word to one agent of one event: written in the transaction of its cause, once per key."""

    recipient = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="notices")
    handoff = models.ForeignKey(
        "escalation.Handoff",
        null=True,
        on_delete=models.CASCADE,
        related_name="notices",
        help_text="Empty where it is about none.",
    )
    link = models.CharField(max_length=200, blank=True, help_text="Where to look, where that is not a ticket.")
    is_urgent = models.BooleanField(default=False, help_text="Goes before all others, and through quiet hours.")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    key = models.CharField(max_length=120, unique=True, help_text="Event and recipient: one notice each.")
    title = models.CharField(max_length=200)
    body = models.TextField()
    reason = models.CharField(max_length=200, help_text="Why this person is told.")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_latest"),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at__isnull=True),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} for {self.recipient_id}"

    def get_absolute_url(self) -> str:
        """Where to look: mostly the ticket it is about. Needs `handoff` loaded."""
        if not self.is_readable:
            return reverse("notices")
        if self.handoff is not None and not self.link:
            return reverse("ticket", args=[self.handoff.ticket_id])
        return self.link or reverse("notices")

    @property
    def is_readable(self) -> bool:
        """Whether its reader may know what it says; where nobody asked, whoever reads answers for it."""
        return bool(getattr(self, "may_open", True))

    @property
    def shown_title(self) -> str:
        return self.title if self.is_readable else NOT_YOURS

    @property
    def shown_body(self) -> str:
        return self.body if self.is_readable else ""

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
