from django.db import models


class WatcherLease(models.Model):
    """Who watches the deadlines now: one row, taken and renewed by conditional update, free once it expires."""

    name = models.CharField(max_length=40, primary_key=True)
    held_by = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.expires_at:%H:%M:%S.%f}"
