from datetime import datetime, time
from typing import Any

from django.db import models
from django.db.models import F, Q


class Rota(models.Model):
    """Who watches a team's handoff queue in turn. Turns are counted in dates of its zone, not in hours."""

    team = models.OneToOneField("tickets.Team", on_delete=models.CASCADE, related_name="rota")
    start_date = models.DateField(help_text="The first turn begins on this date.")
    turn_days = models.PositiveSmallIntegerField("days in a turn", default=7)
    handover_time = models.TimeField(default=time(9), help_text="When one turn ends and the next begins.")
    time_zone = models.CharField(max_length=64, default="UTC")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(turn_days__gte=1, turn_days__lte=366),
                name="rota_turns_last_days",
                violation_error_message="A turn lasts from 1 to 366 days.",
            )
        ]

    def __str__(self) -> str:
        return f"Rota of {self.team}"


class RotaMemberQuerySet(models.QuerySet["RotaMember"]):
    def in_order(self) -> "RotaMemberQuerySet":
        return self.order_by("position", "pk")


class RotaMember(models.Model):
    """One place in the order of a rota; the same person may have several."""

    rota = models.ForeignKey("escalation.Rota", on_delete=models.CASCADE, related_name="members")
    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="rota_places")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower has the earlier turn.")

    objects = RotaMemberQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.agent} in the {self.rota}"


class SpanQuerySet(models.QuerySet[Any]):
    """Rows that hold from `starts_at` until just before `ends_at`."""

    def touching(self, start: datetime, end: datetime) -> "SpanQuerySet":
        """Those that hold at some instant between the two; where both are one, at that instant."""
        return self.filter(Q(starts_at__lt=end) | Q(starts_at=start), ends_at__gt=start)


class WatchOverride(models.Model):
    """That somebody watches a team's queue for a while, whoever's turn it is. Of two the one made last holds."""

    team = models.ForeignKey("tickets.Team", on_delete=models.CASCADE, related_name="watch_overrides")
    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="watch_overrides")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="watch_override_lasts",
                violation_error_message="It must end after it begins.",
            )
        ]
        indexes = [models.Index(fields=["team", "ends_at"], name="watch_override_current")]

    def __str__(self) -> str:
        return f"{self.agent} watches {self.team} from {self.starts_at:%Y-%m-%d %H:%M}"


class Leave(models.Model):
    """That an agent is away for a while: she is on duty for nobody, and answers for nothing."""

    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="leave_lasts",
                violation_error_message="It must end after it begins.",
            )
        ]
        indexes = [models.Index(fields=["ends_at"], name="leave_current")]

    def __str__(self) -> str:
        return f"{self.agent} is away from {self.starts_at:%Y-%m-%d %H:%M}"
