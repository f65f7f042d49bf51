from django.db import models


class HandoffDraft(models.Model):
    """A handoff half written: what one agent typed for one ticket, kept as typed until sent or discarded."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="handoff_drafts")
    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="handoff_drafts")
    content = models.JSONField(
        default=dict,
        help_text="The form's fields by name, as typed: nothing is checked yet.",
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="one_draft_per_agent_and_ticket")]

    def __str__(self) -> str:
        return f"Draft of {self.agent} on T-{self.ticket_id}"
