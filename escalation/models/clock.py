from datetime import datetime

from django.db import models
from django.db.models import F, Q


class ClockKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    RESPOND = "respond", "First answer"
    TAKE_BACK = "take_back", "Take back"


class ClockState(models.TextChoices):
    RUNNING = "running", "Running"
    MET = "met", "Met"
    BREACHED = "breached", "Breached"
    VOID = "void", "Void"


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> "ClockQuerySet":
        return self.filter(state=ClockState.RUNNING)

    def due(self, now: datetime) -> "ClockQuerySet":
        """Running, and its time is over: not yet recorded as breached. The instant it is due is still in time."""
        return self.running().filter(due_at__lt=now)

    def breached(self) -> "ClockQuerySet":
        return self.filter(state=ClockState.BREACHED)

    def unfollowed(self, now: datetime) -> "ClockQuerySet":
        """Breached, nobody has been told yet, and not put off after a failure."""
        put_off = Q(follow_after__gt=now)
        return self.breached().filter(~put_off, followed_at__isnull=True)

    def unfinished(self) -> "ClockQuerySet":
        """Still waiting for its deed, in time or late."""
        return self.filter(
            Q(state=ClockState.RUNNING) | Q(state=ClockState.BREACHED, met_at__isnull=True, voided_at__isnull=True)
        )


class Clock(models.Model):
    """One deadline of a handoff.

    A breach is a fact of time: `breached_at` is `due_at`, whoever records it and whenever. A deed done late is noted
    in `met_at` and changes no verdict.
    """

    handoff = models.ForeignKey("escalation.Handoff", on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    generation = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True, help_text="When the breach was written down.")
    followed_at = models.DateTimeField(null=True, help_text="When those concerned were told of the breach.")
    follow_failures = models.PositiveSmallIntegerField(default=0)
    follow_after = models.DateTimeField(null=True, help_text="Telling or settling failed: not tried again before this.")

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handoff", "kind", "generation"],
                name="one_clock_per_generation",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ClockState.RUNNING,
                    met_at=None,
                    voided_at=None,
                    breached_at=None,
                    recorded_at=None,
                )
                | Q(
                    state=ClockState.MET,
                    met_at__lte=F("due_at"),
                    voided_at=None,
                    breached_at=None,
                    recorded_at=None,
                )
                | Q(
                    state=ClockState.VOID,
                    voided_at__isnull=False,
                    met_at=None,
                    breached_at=None,
                    recorded_at=None,
                )
                | (
                    Q(
                        state=ClockState.BREACHED,
                        breached_at=F("due_at"),
                        recorded_at__isnull=False,
                    )
                    & (Q(met_at=None) | Q(met_at__gt=F("due_at")))
                ),
                name="clock_verdict_is_a_fact_of_time",
            ),
            models.CheckConstraint(
                condition=Q(followed_at__isnull=True) | Q(state=ClockState.BREACHED),
                name="only_a_breach_is_followed",
            ),
        ]
        indexes = [
            # The watcher's sweep, and its sleep until the next one due.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=ClockState.RUNNING),
                name="clock_due",
            ),
            # The scorecard reads a week at a time, however many weeks there are.
            models.Index(fields=["started_at", "kind"], name="clock_by_week"),
            # The second stage: breaches nobody has been told of.
            models.Index(
                fields=["recorded_at", "id"],
                condition=Q(state=ClockState.BREACHED, followed_at__isnull=True),
                name="clock_unfollowed",
            ),
            # The figures of the last hour, however many years there are.
            models.Index(fields=["recorded_at"], condition=Q(state=ClockState.BREACHED), name="clock_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_at:%Y-%m-%d %H:%M:%S} ({self.state})"

    @property
    def is_running(self) -> bool:
        return self.state == ClockState.RUNNING

    @property
    def is_breached(self) -> bool:
        return self.state == ClockState.BREACHED

    @property
    def is_unfinished(self) -> bool:
        """Still waiting for its deed, in time or late."""
        return self.is_running or (self.is_breached and self.met_at is None and self.voided_at is None)

    def is_overdue(self, now: datetime) -> bool:
        """Waiting past its deadline, whether or not the breach has been recorded yet."""
        return self.is_unfinished and self.due_at < now
