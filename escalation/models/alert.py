from datetime import datetime

from django.db import models
from django.db.models import Q

from escalation.models.notice import Notice, NoticeKind
from tickets.constraints import set_together


class Topic(models.TextChoices):
    """What a notice is about, as people choose where they hear of it."""

    URGENT = "urgent", "Urgent: you must act now"
    WAITING = "waiting", "A handoff waits for you"
    MINE = "mine", "What becomes of handoffs you sent"
    MISSED = "missed", "A deadline was missed, or nobody acknowledges"
    BATON = "baton", "Duty, and Baton itself"


TOPIC_OF = {
    NoticeKind.SENT: Topic.WAITING,
    NoticeKind.WARM_ASKED: Topic.WAITING,
    NoticeKind.WARM_SAID: Topic.WAITING,
    NoticeKind.WARM_OVER: Topic.MINE,
    NoticeKind.REMINDED: Topic.WAITING,
    NoticeKind.PAGED: Topic.WAITING,
    NoticeKind.WITHDRAWN: Topic.WAITING,
    NoticeKind.ASKED: Topic.MINE,
    NoticeKind.ANSWERED: Topic.WAITING,
    NoticeKind.ACKNOWLEDGED: Topic.MINE,
    NoticeKind.RETURNED: Topic.MINE,
    NoticeKind.HANDED_ON: Topic.MINE,
    NoticeKind.BREACHED: Topic.MISSED,
    NoticeKind.UNACKNOWLEDGED: Topic.MISSED,
    NoticeKind.SHIFT_OPEN: Topic.WAITING,
    NoticeKind.SHIFT_SAID: Topic.WAITING,
    NoticeKind.SHIFT_LEFT: Topic.MISSED,
    NoticeKind.WATCHED: Topic.WAITING,
}


def topic_of(notice: Notice) -> Topic:
    """What is urgent is that first; what has no topic of its own is about Baton."""
    return Topic.URGENT if notice.is_urgent else TOPIC_OF.get(NoticeKind(notice.kind), Topic.BATON)


def by_email_at_first() -> list[str]:
    return [Topic.URGENT, Topic.MISSED, Topic.BATON]


def by_chat_at_first() -> list[str]:
    return [Topic.URGENT, Topic.WAITING, Topic.MISSED]


def by_browser_at_first() -> list[str]:
    return [Topic.URGENT, Topic.WAITING, Topic.MISSED]


class AlertPreferences(models.Model):
    """What an agent wants to hear of on which way, and when not; without a row the defaults hold."""

    agent = models.OneToOneField("tickets.Agent", on_delete=models.CASCADE, related_name="alert_preferences")
    by_email = models.JSONField(default=by_email_at_first, blank=True, help_text="Topics she hears of by e-mail.")
    by_browser = models.JSONField(
        default=by_browser_at_first, blank=True, help_text="Topics for which open pages ring and show an alert."
    )
    quiet_from = models.TimeField(null=True, blank=True, help_text="In her own time zone.")
    quiet_until = models.TimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "alert preferences"
        constraints = [
            models.CheckConstraint(condition=set_together("quiet_from", "quiet_until"), name="quiet_hours_whole")
        ]

    def __str__(self) -> str:
        return f"Alerts of {self.agent_id}"


class AlertChannelQuerySet(models.QuerySet["AlertChannel"]):
    def in_use(self) -> "AlertChannelQuerySet":
        return self.filter(is_active=True)


class AlertChannel(models.Model):
    """Somewhere outside the portal where an agent, or everybody in a room of hers, reads chat."""

    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="alert_channels")
    name = models.CharField(max_length=60)
    address = models.CharField(
        max_length=500, blank=True, help_text="Holds a secret: whoever knows it can write there."
    )
    topics = models.JSONField(default=by_chat_at_first, blank=True, help_text="What she hears of there.")
    is_active = models.BooleanField(default=True, help_text="Off: removed by its owner.")
    created_at = models.DateTimeField()

    objects = AlertChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "name"], condition=Q(is_active=True), name="one_channel_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked(self) -> str:
        """The address without its secret: `slack://…`."""
        return f"{self.address.split('://', 1)[0]}://…"


class WebhookEndpoint(models.Model):
    """A program elsewhere that is told of what happens, by signed requests."""

    name = models.CharField(max_length=60, unique=True)
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=120, editable=False)
    previous_secret = models.CharField(max_length=120, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False, help_text="So long the one before signs too.")
    kinds = models.JSONField(default=list, blank=True, help_text="The kinds of notices it is told of; none means all.")
    is_active = models.BooleanField(default=True)
    disabled_because = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"), name="webhook_speaks_http"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def secrets_at(self, now: datetime) -> list[str]:
        """What events are signed with: the secret, and for a while the one before it."""
        return [self.secret, *([self.previous_secret] if self.previous_until and now < self.previous_until else [])]
