from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

# Neither sent, nor given up, nor overtaken by an acknowledgement.
UNFINISHED = Q(sent_at__isnull=True, dead_at__isnull=True, cancelled_at__isnull=True)
FAILING_FROM = 3  # tries: what fails so often may not be relied on


class Medium(models.TextChoices):
    EMAIL = "email", "E-mail"
    CHAT = "chat", "Chat"
    WEBHOOK = "webhook", "Webhook"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def unfinished(self) -> "DeliveryQuerySet":
        return self.filter(UNFINISHED)

    def under_way(self, now: datetime) -> "DeliveryQuerySet":
        """Somebody is sending it."""
        return self.unfinished().filter(lease_until__gt=now)

    def tried_in_vain(self) -> "DeliveryQuerySet":
        """To be tried again: the last try failed."""
        return self.unfinished().exclude(last_error="")

    def dead(self) -> "DeliveryQuerySet":
        return self.filter(dead_at__isnull=False)

    def not_getting_through(self) -> "DeliveryQuerySet":
        """Given up, or about to be: nothing has reached its target since."""
        failing = Q(dead_at__isnull=False) | UNFINISHED & Q(attempts__gte=FAILING_FROM) & ~Q(last_error="")
        since = Coalesce(OuterRef("dead_at"), OuterRef("created_at"))
        arrived = Delivery.objects.filter(target=OuterRef("target"), sent_at__gt=since)
        return self.filter(failing).exclude(Exists(arrived))

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What may be sent now: its time has come, nobody is sending it, and what it goes to is switched on."""
        on = (Q(channel__isnull=True) | Q(channel__is_active=True)) & (
            Q(endpoint__isnull=True) | Q(endpoint__is_active=True)
        )
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.unfinished().filter(free, on, next_attempt_at__lte=now)

    def not_behind_failures(self, since: datetime) -> "DeliveryQuerySet":
        """Without what goes where something else was tried in vain, and is not due again since before `since`."""
        same = Delivery.objects.filter(target=OuterRef("target"))
        return self.exclude(Exists(same.tried_in_vain().filter(next_attempt_at__gt=since)))

    def urgent_first(self) -> "DeliveryQuerySet":
        return self.order_by("-is_urgent", "next_attempt_at", "pk")


class Delivery(models.Model):
    """A notice on its way to somewhere outside the portal: written with the notice, sent after, tried again.

    A lease is a sender's: while it lasts nobody else sends this, and when it has run out anybody may, with the same
    key. `bundle` is the key of the message it goes out in, alone or with others, and stays what it was.
    """

    notice = models.ForeignKey("escalation.Notice", on_delete=models.CASCADE, related_name="deliveries")
    medium = models.CharField(max_length=8, choices=Medium)
    channel = models.ForeignKey(
        "escalation.AlertChannel", null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    endpoint = models.ForeignKey(
        "escalation.WebhookEndpoint", null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    key = models.CharField(max_length=180, unique=True, help_text="Event, recipient and target: one delivery each.")
    target = models.CharField(
        max_length=30, help_text="Where it goes: only so much is on its way to one target at once."
    )
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    bundle = models.CharField(max_length=180, blank=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True, help_text="Given up after its last try.")
    cancelled_at = models.DateTimeField(null=True, help_text="Of no more use: somebody acknowledged meanwhile.")
    last_error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(medium=Medium.EMAIL, channel__isnull=True, endpoint__isnull=True)
                | Q(medium=Medium.CHAT, channel__isnull=False, endpoint__isnull=True)
                | Q(medium=Medium.WEBHOOK, channel__isnull=True, endpoint__isnull=False),
                name="delivery_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(lease_until__isnull=True) | ~Q(lease_token=""), name="delivery_lease_has_its_sender"
            ),
        ]
        indexes = [
            models.Index(fields=["-is_urgent", "next_attempt_at", "id"], condition=UNFINISHED, name="delivery_to_send"),
            # What a target got last, and what still waits for it.
            models.Index(fields=["target", "sent_at"], name="delivery_of_target"),
            models.Index(fields=["lease_token"], condition=~Q(lease_token=""), name="delivery_of_sender"),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} {self.pk}"

    @property
    def state(self) -> str:
        """In a word, for whoever looks it up."""
        if self.sent_at:
            return "sent"
        if self.dead_at:
            return "given up"
        if self.cancelled_at:
            return "not needed any more"
        return "to be tried again" if self.attempts else "waiting"
