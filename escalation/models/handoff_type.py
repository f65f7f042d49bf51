from datetime import timedelta

from django.db import models
from django.db.models import Q


class HandoffType(models.Model):
    """A kind of handoff, with the time its receivers have."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True, help_text="When to use it, as the sender reads it.")
    acknowledge_within = models.DurationField(
        default=timedelta(minutes=15),
        help_text="Time to acknowledge, as hours:minutes:seconds.",
    )
    respond_within = models.DurationField(
        default=timedelta(hours=1),
        help_text="Time to the first answer to the customer, as hours:minutes:seconds.",
    )
    policy = models.ForeignKey(
        "escalation.EscalationPolicy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handoff_types",
        help_text="What happens while nobody acknowledges. Without one only a missed deadline is told.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first where types are listed.")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledge_within__gt=timedelta(0), respond_within__gt=timedelta(0)),
                name="handoff_type_gives_time",
                violation_error_message="Both times must be longer than nothing.",
            )
        ]

    def __str__(self) -> str:
        return self.name
