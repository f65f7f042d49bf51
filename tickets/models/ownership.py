from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet


class Cause(models.TextChoices):
    """How a stretch of holding came about."""

    OPENED = "opened", "opened"
    CLAIMED = "claimed", "claimed"
    HANDOFF = "handoff", "handed over"
    RETURNED = "returned", "returned"
    REASSIGNED = "reassigned", "reassigned"
    IMPORTED = "imported", "imported"
    ADMIN = "admin", "changed by an admin"
    REOPENED = "reopened", "reopened"
    SHIFT = "shift", "shift change"


# Causes that say that a ticket changed hands, and not with what.
UNEXPLAINED = (Cause.REASSIGNED, Cause.ADMIN, Cause.IMPORTED)


class OwnershipQuerySet(QuerySet["Ownership"]):
    def current(self) -> "OwnershipQuerySet":
        return self.filter(ended_at__isnull=True)

    def at(self, instant: datetime) -> "OwnershipQuerySet":
        return self.filter(started_at__lte=instant).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=instant))

    def in_order(self) -> "OwnershipQuerySet":
        return self.order_by("started_at", "pk")


class Ownership(models.Model):
    """A stretch of time in which one team, or one agent of it, was accountable: a row of the append-only ledger."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ownerships")
    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    agent_name = models.CharField(max_length=150, blank=True, help_text="Of an imported holder who is no agent here.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=10, choices=Cause)
    by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ownership ledger"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(ended_at__isnull=True),
                name="one_open_ownership_per_ticket",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="ownership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(agent_name="") | Q(agent__isnull=True, cause=Cause.IMPORTED),
                name="ownership_name_only_of_the_imported",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "started_at"], name="ownership_in_order"),
            # For those who look for handoffs that nobody called one.
            models.Index(fields=["started_at"], condition=Q(cause__in=UNEXPLAINED), name="ownership_unexplained"),
        ]

    def __str__(self) -> str:
        return f"{self.held_by} from {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def held_by(self) -> str:
        """The name to show: the agent's, also where she is known by name only, else the team's."""
        return str(self.agent or self.agent_name or self.team)

    @property
    def held_in_words(self) -> str:
        """To go on a sentence: who held it then."""
        holder = self.agent or self.agent_name
        return f"{holder} held it" if holder else f"nobody of {self.team} held it"
