from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tickets.models import Agent

INTRODUCTION_LIMIT = 300  # characters
WORD_LIMIT = 1_000  # characters


class Talk(models.TextChoices):
    """Whether the two talked before a handoff was taken, and how that ended."""

    NONE = "none", "Sent without a talk"
    OPEN = "open", "Being talked over"
    READY = "ready", "Talked over"
    COLD = "cold", "Nobody was ready to talk"
    CUT = "cut", "Ended before the talk did"


class Answer(models.TextChoices):
    """What became of one ask."""

    READY = "ready", "is ready"
    NOT_ME = "not_me", "not me"
    UNANSWERED = "unanswered", "did not answer"
    CALLED_OFF = "called_off", "was not needed any more"


class WarmAskQuerySet(models.QuerySet["WarmAsk"]):
    def open(self) -> "WarmAskQuerySet":
        return self.filter(answer="")

    def due(self, now: datetime) -> "WarmAskQuerySet":
        """Those whose time to answer is over."""
        return self.open().filter(Q(retry_after__isnull=True) | Q(retry_after__lte=now), due_at__lte=now)

    def of(self, agent: Agent) -> "WarmAskQuerySet":
        return self.filter(agent=agent)


class WarmAsk(models.Model):
    """One person asked to talk a handoff over before it is taken; at most one of a handoff is open."""

    handoff = models.ForeignKey("escalation.Handoff", on_delete=models.CASCADE, related_name="asks")
    agent = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="warm_asks")
    reason = models.CharField(max_length=200, help_text="Why she was asked.")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When somebody else is asked.")
    joined_at = models.DateTimeField(null=True, help_text="When she first said something.")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    introduction = models.CharField(
        max_length=INTRODUCTION_LIMIT, help_text="What the customer reads once she is ready, in the sender's name."
    )
    introduction_saved_at = models.DateTimeField(null=True)
    introduction_window = models.CharField(max_length=32, blank=True, help_text="The window it was last saved from.")
    failures = models.PositiveIntegerField(default=0)
    retry_after = models.DateTimeField(null=True)

    objects = WarmAskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="warm_ask_answered",
            ),
            models.UniqueConstraint(fields=["handoff"], condition=Q(answer=""), name="one_open_ask_per_handoff"),
            # Whoever said "not me" is not asked in a circle.
            models.UniqueConstraint(fields=["handoff", "agent"], name="one_ask_per_handoff_and_agent"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(answer=""), name="warm_ask_due"),
            models.Index(fields=["agent"], condition=Q(answer=""), name="warm_ask_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} asked about handoff {self.handoff_id}"

    @property
    def is_open(self) -> bool:
        return not self.answer


class WarmWordQuerySet(models.QuerySet["WarmWord"]):
    def visible_to(self, agent: Agent) -> "WarmWordQuerySet":
        """All to the sender; to whoever was asked what was said until she made room for somebody else."""
        asks = WarmAsk.objects.filter(handoff=OuterRef("handoff"), agent=agent)
        until_then = asks.filter(Q(answer="") | Q(answered_at__gte=OuterRef("at")))
        return self.filter(Q(handoff__sent_by=agent) | Exists(until_then))


class WarmWord(models.Model):
    """Something said in the talk about a handoff, between those two alone."""

    handoff = models.ForeignKey("escalation.Handoff", on_delete=models.CASCADE, related_name="words")
    at = models.DateTimeField()
    by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=WORD_LIMIT)

    objects = WarmWordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["handoff", "id"], name="warm_word_in_order")]

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%H:%M}"
