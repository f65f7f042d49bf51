from django.db import models
from django.db.models import Q

from escalation.package import ACTION_LIMIT, LINE_LIMIT, SUMMARY_LIMIT


class AddedContext(models.Model):
    """What was not said when a ticket changed hands without a handoff, added afterwards."""

    ownership = models.OneToOneField(
        "tickets.Ownership",
        null=True,
        on_delete=models.CASCADE,
        related_name="added_context",
        help_text="The change of holder.",
    )
    answer = models.OneToOneField(
        "tickets.Message",
        null=True,
        on_delete=models.CASCADE,
        related_name="added_context",
        help_text="Or the first answer of somebody who did not hold the ticket.",
    )
    why = models.CharField(max_length=LINE_LIMIT, help_text="Why it changed hands without a handoff.")
    issue_summary = models.CharField(max_length=SUMMARY_LIMIT, help_text="What the customer needs.")
    tried = models.TextField(blank=True, help_text="What was tried, and what came of it.")
    next_best_action = models.CharField(max_length=ACTION_LIMIT, help_text="What to do first.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "added contexts"
        constraints = [
            models.CheckConstraint(
                condition=Q(ownership__isnull=False, answer__isnull=True)
                | Q(ownership__isnull=True, answer__isnull=False),
                name="added_context_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        about = self.ownership or self.answer
        return f"Context added to T-{about.ticket_id}" if about else "Context added"
