from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q


class StepAction(models.TextChoices):
    REMIND = "remind", "Remind the receivers"
    PAGE = "page", "Page whoever is on duty"
    TELL_LEAD = "tell_lead", "Tell the receiving team's lead"
    REROUTE = "reroute", "Send it on to another team"
    TELL_SENDER = "tell_sender", "Tell the sender"


class EscalationPolicy(models.Model):
    """What happens, step by step, while nobody acknowledges a handoff. What has been sent keeps the steps it had."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True, help_text="What it is for, as an admin reads it.")
    rounds = models.PositiveSmallIntegerField(default=1, help_text="How often all steps are gone through.")
    pause = models.DurationField(
        default=timedelta(minutes=30),
        help_text="Between two rounds. After the last round the duty manager is told, and "
        "again after each pause, until somebody acknowledges.",
    )

    class Meta:
        verbose_name_plural = "escalation policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(rounds__gte=1, rounds__lte=9),
                name="policy_has_one_to_nine_rounds",
                violation_error_message="Go through the steps at least once, and at most nine times.",
            ),
            models.CheckConstraint(
                condition=Q(pause__gte=timedelta(minutes=1)),
                name="policy_pauses_a_minute",
                violation_error_message="Pause for at least a minute.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyStepQuerySet(models.QuerySet["PolicyStep"]):
    def in_order(self) -> "PolicyStepQuerySet":
        return self.order_by("after", "pk")


class PolicyStep(models.Model):
    """One step of a policy: so long after sending, that is done."""

    policy = models.ForeignKey("escalation.EscalationPolicy", on_delete=models.CASCADE, related_name="steps")
    after = models.DurationField(help_text="Since the handoff was sent.")
    action = models.CharField(max_length=12, choices=StepAction)
    team = models.ForeignKey(
        "tickets.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where it is sent on to.",
    )
    at_any_hour = models.BooleanField(
        default=False,
        help_text="Also while the receiving team is closed. Otherwise its closed hours do not count, and nobody is "
        "disturbed in them.",
    )

    objects = PolicyStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "after", "action"],
                name="policy_step_once",
                violation_error_message="The same step stands there already at the same time.",
            ),
            models.CheckConstraint(
                condition=Q(after__gte=timedelta(minutes=1)),
                name="policy_step_waits_a_minute",
                violation_error_message="Wait at least a minute after sending.",
            ),
            models.CheckConstraint(
                condition=Q(action=StepAction.REROUTE, team__isnull=False)
                | (~Q(action=StepAction.REROUTE) & Q(team__isnull=True)),
                name="policy_step_names_where_to",
                violation_error_message="Name a team where the step sends the handoff on, and only there.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_action_display()


class RungQuerySet(models.QuerySet["Rung"]):
    def ahead(self) -> "RungQuerySet":
        """Neither climbed nor left."""
        return self.filter(climbed_at__isnull=True, left_at__isnull=True)

    def due(self, now: datetime) -> "RungQuerySet":
        return self.ahead().filter(due_at__lte=now).exclude(retry_after__gt=now)


class Rung(models.Model):
    """One step that a handoff comes to while nobody acknowledges it; the next one exists once this one is climbed."""

    handoff = models.ForeignKey("escalation.Handoff", on_delete=models.CASCADE, related_name="rungs")
    number = models.PositiveIntegerField(help_text="Counted from 0 through all rounds.")
    due_at = models.DateTimeField()
    climbed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True, help_text="When it turned out that nobody waits any more.")
    failures = models.PositiveSmallIntegerField(default=0)
    retry_after = models.DateTimeField(null=True, help_text="It failed: not tried again before this.")

    objects = RungQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handoff", "number"], name="one_rung_per_number"),
            models.UniqueConstraint(
                fields=["handoff"],
                condition=Q(climbed_at__isnull=True, left_at__isnull=True),
                name="one_rung_ahead_per_handoff",
            ),
            models.CheckConstraint(
                condition=Q(climbed_at__isnull=True) | Q(climbed_at__gte=F("due_at"), left_at__isnull=True),
                name="rung_climbed_when_due",
            ),
        ]
        indexes = [
            # The watcher asks for the next one.
            models.Index(
                fields=["due_at"],
                condition=Q(climbed_at__isnull=True, left_at__isnull=True),
                name="rung_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.number + 1} of {self.handoff_id}"
