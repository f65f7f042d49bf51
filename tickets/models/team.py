from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from tickets.models.agent import Agent
from tickets.names import as_read


class TeamQuerySet(models.QuerySet["Team"]):
    def of(self, agent: Agent) -> "TeamQuerySet":
        return self.filter(memberships__agent=agent)

    def open_to(self, agent: Agent) -> "TeamQuerySet":
        """Those whose inbox and handoff queue she may look at: her own; a manager's and an admin's are all."""
        active = self.filter(is_active=True)
        return active if agent.oversees else active.of(agent)

    def in_order(self) -> "TeamQuerySet":
        return self.order_by("tier", "name")


class Team(models.Model):
    """Who owns work."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    tier = models.PositiveSmallIntegerField(
        default=1,
        help_text="The support line: 0 the bot, 1 the first line, 2 specialists, 3 engineering and the like.",
    )
    color = models.PositiveSmallIntegerField(
        default=1, help_text="1 to 8: the color of the team's stretch of a thread."
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    members = models.ManyToManyField("tickets.Agent", through="tickets.Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(color__gte=1, color__lte=8), name="team_color_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        problems = {"slug": self._problem_of_slug(), "name": self._problem_of_name()}
        if told := {field: problem for field, problem in problems.items() if problem}:
            raise ValidationError(told)

    def _problem_of_slug(self) -> str:
        return "Add a letter: a number alone is that of a shift change in addresses." if self.slug.isdecimal() else ""

    def _problem_of_name(self) -> str:
        name, others = as_read(self.name), Team.objects.exclude(pk=self.pk).exclude(name=self.name)
        if self.name and not name:
            return "Choose a name that can be seen."
        same = next((each for each in others.values_list("name", flat=True) if as_read(each) == name), "")
        return f"The team “{same}” could not be told from it: choose another name." if name and same else ""


class Membership(models.Model):
    """That an agent works in a team, and whether she leads it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "agent"], name="one_membership_per_team"),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(is_lead=True),
                name="one_lead_per_team",
                violation_error_message="This team already has a lead.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} in {self.team}{' (lead)' if self.is_lead else ''}"
