from django.db import models
from django.db.models import Q

from escalation.package import LINE_LIMIT
from tickets.constraints import set_together


class Continuation(models.Model):
    """The question to some receivers whether they could go on without reading earlier messages, and what they said."""

    handoff = models.OneToOneField("escalation.Handoff", on_delete=models.CASCADE, related_name="continuation")
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    could = models.BooleanField("could go on", null=True)
    missing = models.CharField("what was missing", max_length=LINE_LIMIT, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=set_together("answered_at", "could"), name="continuation_answered"),
            models.CheckConstraint(
                condition=Q(missing="") | Q(could=False), name="continuation_misses_nothing_where_it_could"
            ),
        ]

    def __str__(self) -> str:
        return f"Of {self.asked_of} about {self.handoff}"
