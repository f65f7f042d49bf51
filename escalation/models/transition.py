from datetime import datetime

from django.db import models
from django.db.models import Q

from tickets.constraints import paired
from tickets.models import Channel, Membership, Status

SAID_LIMIT = 1_000


class TransitionKind(models.TextChoices):
    FOLLOW_UP = "follow_up", "Follow-up"
    CHANNEL_MOVE = "channel_move", "Channel move"


class TransitionQuerySet(models.QuerySet["Transition"]):
    def to_take_up(self) -> "TransitionQuerySet":
        """Follow-ups of open tickets that nobody has taken up."""
        marked = self.filter(kind=TransitionKind.FOLLOW_UP, taken_up_at__isnull=True)
        return marked.exclude(ticket__status=Status.RESOLVED)

    def due_for(self, agent_id: int, *, now: datetime) -> "TransitionQuerySet":
        """Follow-ups whose time has come, of what this agent holds, and of what nobody in her teams does."""
        teams = Membership.objects.filter(agent=agent_id).values("team")
        hers = Q(ticket__holder=agent_id) | Q(ticket__holder__isnull=True, ticket__team__in=teams)
        return self.to_take_up().filter(hers, follow_up_due_at__lte=now)


class Transition(models.Model):
    """A passage in the life of a ticket that leaves its holder the same: put off until later, or to another channel.

    Nobody else has to act, so no deadline is judged. What was said to whom is kept: nobody need ask the customer.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="transitions")
    kind = models.CharField(max_length=12, choices=TransitionKind)
    said = models.TextField(max_length=SAID_LIMIT, help_text="What was said to whom.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")
    follow_up_due_at = models.DateTimeField(null=True, blank=True, help_text="When it is to be taken up again.")
    from_channel = models.CharField(max_length=6, choices=Channel, blank=True)
    to_channel = models.CharField(max_length=6, choices=Channel, blank=True)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey("tickets.Agent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = TransitionQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("transition", "taken_up"),
            models.CheckConstraint(
                condition=Q(kind=TransitionKind.FOLLOW_UP, follow_up_due_at__isnull=False, to_channel="")
                | Q(kind=TransitionKind.CHANNEL_MOVE, follow_up_due_at__isnull=True) & ~Q(to_channel=""),
                name="transition_says_when_or_where",
            ),
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True) | Q(kind=TransitionKind.FOLLOW_UP),
                name="transition_only_follow_ups_are_taken_up",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "made_at"], name="transition_story"),
            # What agents have put off, for their work page.
            models.Index(
                fields=["ticket", "follow_up_due_at"],
                condition=Q(kind=TransitionKind.FOLLOW_UP, taken_up_at__isnull=True),
                name="transition_to_take_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of T-{self.ticket_id}"

    @property
    def is_follow_up(self) -> bool:
        return self.kind == TransitionKind.FOLLOW_UP

    @property
    def waits(self) -> bool:
        """Whether it is a follow-up that nobody has taken up."""
        return self.is_follow_up and self.taken_up_at is None

    def is_due(self, now: datetime) -> bool:
        return self.waits and self.follow_up_due_at is not None and self.follow_up_due_at <= now
