"""What was published of the criteria, and what it led to."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from escalation.criteria.definition import Ending

RULES = "rules"  # the part of the criteria that holds teams, issue types, triggers and routes together


class RevisionQuerySet(models.QuerySet["CriteriaRevision"]):
    def live(self) -> "RevisionQuerySet":
        """The latest of each part."""
        later = CriteriaRevision.objects.filter(part=OuterRef("part"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def as_of(self, then: datetime) -> "RevisionQuerySet":
        """The latest of each part that was published by then."""
        later = CriteriaRevision.objects.filter(part=OuterRef("part"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later.filter(published_at__lte=then)), published_at__lte=then)

    def of(self, part: str) -> "RevisionQuerySet":
        """Of one part, the latest first."""
        return self.filter(part=part).order_by("-number")


class CriteriaRevision(models.Model):
    """One part of the criteria as it was published: `rules`, or a tree by its short name. Never altered."""

    part = models.CharField(max_length=90)
    name = models.CharField("part", max_length=120, blank=True, help_text="What it was called when it was published.")
    number = models.PositiveIntegerField()
    content = models.TextField(help_text="As a criteria file; empty where the part was taken away.")
    note = models.CharField(max_length=300, blank=True, help_text="What changed and why.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    moved_percent = models.FloatField(
        default=0, help_text="Of a hundred of the latest tickets, how many it sends elsewhere than what held before."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "number"], name="criteria_revision_once")]

    def __str__(self) -> str:
        return f"{self.name or self.part}, revision {self.number}"


class TreeWalkQuerySet(models.QuerySet["TreeWalk"]):
    def to_walk_again(self, now: datetime) -> "TreeWalkQuerySet":
        """Those whose time of watching is over, and that no later walk of the ticket has taken the place of."""
        is_later = Q(walked_at__gt=OuterRef("walked_at")) | Q(walked_at=OuterRef("walked_at"), pk__gt=OuterRef("pk"))
        later = TreeWalk.objects.filter(is_later, ticket=OuterRef("ticket"))
        return self.filter(~Exists(later), watch_until__lte=now, walked_again_at__isnull=True)


class TreeWalk(models.Model):
    """One walk of an agent through a published tree, with all that it rested on."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="walks")
    revision = models.ForeignKey(CriteriaRevision, on_delete=models.PROTECT, related_name="walks")
    answers = models.JSONField(help_text="What the agent answered, by question.")
    facts = models.JSONField(help_text="What was known of the ticket.")
    path = models.JSONField(help_text="Each question with its answer, and what answered it.")
    outcome = models.CharField(max_length=80)
    ending = models.CharField(max_length=10, choices=Ending)
    walked_at = models.DateTimeField()
    walked_by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="walks")
    overridden_by_ending = models.CharField(max_length=10, choices=Ending, blank=True, help_text="Done instead.")
    override_reason = models.CharField(max_length=300, blank=True)
    watch_until = models.DateTimeField(null=True, blank=True)
    walked_again_at = models.DateTimeField(null=True, blank=True, help_text="By itself, when the watching was over.")

    objects = TreeWalkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overridden_by_ending="") | ~Q(override_reason=""),
                name="tree_walk_override_says_why",
            )
        ]
        indexes = [
            models.Index(fields=["ticket", "-walked_at"], name="tree_walk_of_ticket"),
            models.Index(
                fields=["watch_until"],
                condition=Q(watch_until__isnull=False, walked_again_at__isnull=True),
                name="tree_walk_watched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.ticket_id}"

    @property
    def is_overridden(self) -> bool:
        return bool(self.overridden_by_ending)


class Basis(models.TextChoices):
    """What speaks for a handoff."""

    TRIGGER = "trigger", "A trigger called for it"
    WALK = "walk", "The questions led to it"
    NOTHING = "nothing", "Nothing called for it"
    UNSPOKEN = "", "The criteria do not speak of its type"


class Against(models.TextChoices):
    """What says something else."""

    TRIGGER = "trigger", "A trigger spoke against it"
    WALK = "walk", "The questions led elsewhere"
    ROUTE = "route", "Its route led elsewhere"
    NOTHING = "", "Nothing"


class HandoffGroundQuerySet(models.QuerySet["HandoffGround"]):
    def without_trigger(self) -> "HandoffGroundQuerySet":
        """Those that no trigger and no walk called for, of types that the criteria speak of."""
        return self.filter(basis=Basis.NOTHING)

    def against_something(self) -> "HandoffGroundQuerySet":
        """Those for which the criteria said something else."""
        return self.exclude(against=Against.NOTHING)


class HandoffGround(models.Model):
    """What a handoff rested on when it was sent: triggers that fired, a walk, or a reason of the sender's own."""

    handoff = models.OneToOneField("escalation.Handoff", on_delete=models.CASCADE, related_name="ground")
    revision = models.ForeignKey(CriteriaRevision, null=True, on_delete=models.PROTECT, related_name="+")
    triggers = models.JSONField(default=list, help_text="Each trigger that fired, with its sentence.")
    walk = models.ForeignKey(TreeWalk, null=True, on_delete=models.SET_NULL, related_name="grounds")
    basis = models.CharField(max_length=8, choices=Basis, blank=True, help_text="What called for it.")
    against = models.CharField(max_length=8, choices=Against, blank=True, help_text="What said something else.")
    route = models.CharField(max_length=80, blank=True, help_text="The route that fitted, by its short name.")
    criterion = models.CharField(
        max_length=180, blank=True, help_text="What named the team, or was left for it, as the clarity report says."
    )
    facts = models.JSONField(default=dict, help_text="What was known of the ticket.")
    reason = models.CharField(max_length=300, blank=True, help_text="The sender's, where one was asked for.")

    objects = HandoffGroundQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reason or f"Ground of handoff {self.handoff_id}"
