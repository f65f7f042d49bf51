from datetime import timedelta

from django.db import models
from django.db.models import F, Q


class Canary(models.Model):
    """A deadline of nobody's, due every minute: while it is recorded in time, so are the others."""

    name = models.CharField(max_length=20, unique=True)
    due_at = models.DateTimeField(help_text="The deadline that was recorded last.")
    recorded_at = models.DateTimeField(help_text="When it was recorded.")

    class Meta:
        verbose_name_plural = "canaries"
        constraints = [
            models.CheckConstraint(condition=Q(recorded_at__gte=F("due_at")), name="canary_recorded_when_due")
        ]

    def __str__(self) -> str:
        return f"{self.name}, due {self.due_at:%H:%M:%S}"

    @property
    def lag(self) -> timedelta:
        """From due to recorded."""
        return self.recorded_at - self.due_at
