from django.db import models
from django.db.models import Q
from django.urls import reverse


class NoticeKind(models.TextChoices):
    SENT = "sent", "A handoff is waiting for you"
    WARM_ASKED = "warm_asked", "A colleague wants to talk a handoff over"
    WARM_SAID = "warm_said", "Somebody says something in a warm transfer"
    WARM_OVER = "warm_over", "A warm transfer came to nothing"
    ACKNOWLEDGED = "acknowledged", "Your handoff was acknowledged"
    ASKED = "asked", "The receiver asks you something"
    ANSWERED = "answered", "Your question was answered"
    RETURNED = "returned", "Your handoff came back"
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


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

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
        if self.handoff is not None and not self.link:
            return reverse("ticket", args=[self.handoff.ticket_id])
        return self.link or reverse("notices")

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
