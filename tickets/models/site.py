from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q


class Site(models.Model):
    """What holds for this whole installation: one row, made by a migration."""

    name = models.CharField(max_length=80, default="Baton")
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        help_text="Weeks on the scorecard begin in this zone.",
    )
    duty_manager = models.ForeignKey(
        "tickets.Agent",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who is told when a team has no lead.",
    )
    at_risk_share = models.PositiveSmallIntegerField(
        default=33,
        validators=[MinValueValidator(1)],
        help_text="A deadline is at risk when this percentage of its time, or less, is left.",
    )
    learns_from_tickets = models.BooleanField(
        default=True,
        help_text="Who handles something is ranked also by how resolved tickets began, once two teams have solved 20.",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_site")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Site":
        return cls.objects.select_related("duty_manager").get(pk=1)
