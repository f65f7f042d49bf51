from datetime import datetime, timedelta

from django.db import models

# A browser that has a page of ours open reports every few minutes; one that is silent for longer shows nothing.
OPEN_WITHIN = timedelta(minutes=15)


class Permission(models.TextChoices):
    """Whether a browser may show alerts, as the browser says it."""

    GRANTED = "granted", "allowed"
    DENIED = "denied", "refused"
    DEFAULT = "default", "not asked yet"
    UNSUPPORTED = "unsupported", "not possible here"


class BrowserReportQuerySet(models.QuerySet["BrowserReport"]):
    def that_alert(self, now: datetime) -> "BrowserReportQuerySet":
        """Browsers that are open and may show alerts."""
        return self.filter(permission=Permission.GRANTED, seen_at__gt=now - OPEN_WITHIN)


class BrowserReport(models.Model):
    """What one browser of an agent said last of its permission to show alerts."""

    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="browser_reports")
    browser = models.CharField(max_length=36, help_text="A name that the browser chose at random.")
    permission = models.CharField(max_length=12, choices=Permission)
    seen_at = models.DateTimeField()

    objects = BrowserReportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "browser"], name="one_report_per_browser")]

    def __str__(self) -> str:
        return f"{self.get_permission_display()} at {self.seen_at:%Y-%m-%d %H:%M}"
