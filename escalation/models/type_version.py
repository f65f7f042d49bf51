from django.db import models

from escalation import context_fields
from escalation.context_fields import ContextField


class HandoffTypeVersion(models.Model):
    """What a kind of handoff asked for under one of its versions: written down when it is edited, never altered."""

    type = models.ForeignKey("escalation.HandoffType", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    asked = models.JSONField(default=list, help_text="Its own fields, as they were.")
    since = models.DateTimeField(null=True, help_text="Empty: it was so before its first change.")
    made_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def fields(self) -> tuple[ContextField, ...]:
        return context_fields.from_json(self.asked)
