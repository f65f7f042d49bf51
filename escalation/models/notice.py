from django.db import models
from django.db.models import Q
from django.urls import reverse


class NoticeKind(models.TextChoices):
    SENT = "sent", "A handoff is waiting for you"
    ACKNOWLEDGED = "acknowledged", "Your handoff was acknowledged"
    ASKED = "asked", "The receiver asks you something"
    ANSWERED = "answered", "Your question was answered"
    RETURNED = "returned", "Your handoff came back"
    WITHDRAWN = "withdrawn", "A handoff was withdrawn"
    BREACHED = "breached", "A deadline was missed"
    REMINDED = "reminded", "A handoff still waits for you"
    PAGED = "paged", "You are on duty and a handoff waits"
    UNACKNOWLEDGED = "unacknowledged", "A handoff still waits for others"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def latest_first(self) -> "NoticeQuerySet":
        return self.order_by("-created_at", "-pk")


class Notice(models.Model):
    """Word to one agent of one event: written in the transaction of its cause, once per key."""

    recipient = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="notices")
    handoff = models.ForeignKey("escalation.Handoff", on_delete=models.CASCADE, related_name="notices")
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
        """The ticket it is about; needs `handoff` loaded."""
        return reverse("ticket", args=[self.handoff.ticket_id])

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
