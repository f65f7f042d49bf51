"""Triggers and routes as an admin edits them. What holds is the published revision, never these rows."""

from django.db import models

from escalation.criteria.definition import Match, Operator, Verdict

GROUPS = [("", "on its own"), *((letter, f"group {letter}") for letter in "ABCDE")]


class RuleQuerySet(models.QuerySet):
    def in_order(self) -> "RuleQuerySet":
        """The order in which they count."""
        return self.order_by("position", "pk")


class Trigger(models.Model):
    """A measurable condition that calls for a handoff, suggests it or forbids it."""

    slug = models.SlugField("short name", max_length=80, unique=True)
    name = models.CharField(max_length=120, help_text="In a few words, as agents read it.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.SUGGESTS)
    handoff_type = models.ForeignKey("escalation.HandoffType", on_delete=models.PROTECT, related_name="triggers")
    match = models.CharField("holds when", max_length=3, choices=Match, default=Match.ALL)
    why = models.CharField(max_length=300, blank=True, help_text="The reason, as agents read it.")
    is_active = models.BooleanField(default=True, help_text="Off: left out when the criteria are published.")

    objects = RuleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """The team that an issue goes to, and why. Of several that fit the first counts; one that asks for nothing takes
    the rest, wherever it stands."""

    slug = models.SlugField("short name", max_length=80, unique=True)
    name = models.CharField(max_length=120, help_text="In a few words, as agents read it.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first; the first that fits counts.")
    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="routes")
    handoff_type = models.ForeignKey(
        "escalation.HandoffType", null=True, blank=True, on_delete=models.PROTECT, related_name="routes"
    )
    issue_types = models.ManyToManyField(
        "tickets.IssueType",
        blank=True,
        related_name="routes",
        help_text="Those below them are meant too. A route without types, words and conditions takes the rest: "
        "what nobody is sure of goes to its team.",
    )
    words = models.TextField(blank=True, help_text="Words or phrases that point here, one on each line.")
    match = models.CharField("holds when", max_length=3, choices=Match, default=Match.ALL)
    why = models.CharField(max_length=300, blank=True, help_text="The reason, as agents read it.")
    is_active = models.BooleanField(default=True, help_text="Off: left out when the criteria are published.")

    objects = RuleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ConditionRow(models.Model):
    """One fact compared with a value. Rows of one group are joined the other way than the groups among each other."""

    fact = models.CharField(max_length=40)
    operator = models.CharField(max_length=20, choices=Operator)
    value = models.TextField(help_text="Of several, one on each line.")
    group = models.CharField(max_length=1, blank=True, choices=GROUPS[1:], help_text="Rows of a group belong together.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.fact} {self.operator} {self.value}"


class TriggerCondition(ConditionRow):
    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="conditions")


class RouteCondition(ConditionRow):
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="conditions")


class TeamGuide(models.Model):
    """What a team is there for, in the words of those who need it."""

    team = models.OneToOneField("tickets.Team", on_delete=models.CASCADE, related_name="guide")
    description = models.TextField(blank=True)
    examples = models.TextField(blank=True, help_text="Sentences of customers, one on each line.")

    def __str__(self) -> str:
        return f"What {self.team} is there for"


class IssueTypeGuide(models.Model):
    """What an issue type means in customers' words, and the team that knows about it."""

    issue_type = models.OneToOneField("tickets.IssueType", on_delete=models.CASCADE, related_name="guide")
    description = models.TextField(blank=True)
    examples = models.TextField(blank=True, help_text="Sentences of customers, one on each line.")
    team = models.ForeignKey("tickets.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"What {self.issue_type} means"
