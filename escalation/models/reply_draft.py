from django.db import models

from tickets.constraints import paired
from tickets.models import BODY_LIMIT, Agent, Channel, Visibility


class ReplyDraftQuerySet(models.QuerySet["ReplyDraft"]):
    def shared_with(self, agent: Agent) -> "ReplyDraftQuerySet":
        """What colleagues write and let her see, of tickets that she may open."""
        return self.filter(is_shared=True).exclude(agent=agent).select_related("agent").order_by("pk")


class ReplyDraft(models.Model):
    """A reply or a note half written: what one agent typed for one ticket, kept until it is said or emptied.

    While it is shared, colleagues read it as it grows, and may take it over; the writer keeps her text all the same.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="reply_drafts")
    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="reply_drafts")
    body = models.TextField(max_length=BODY_LIMIT, help_text="As typed: nothing is checked yet.")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    window = models.CharField(max_length=32, blank=True, help_text="Which of the agent's windows it was saved from.")
    saved_at = models.DateTimeField()
    is_shared = models.BooleanField(default=False, help_text="Whether colleagues see it.")
    taken_over_at = models.DateTimeField(null=True, blank=True)
    taken_over_by = models.ForeignKey(
        "tickets.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReplyDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "agent"], name="one_reply_draft_per_agent_and_ticket"),
            paired("replydraft", "taken_over"),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.agent} on T-{self.ticket_id}"

    @property
    def is_note(self) -> bool:
        return self.visibility == Visibility.INTERNAL
