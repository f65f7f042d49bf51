from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from tickets.models import Plan

QUESTIONS, ENOUGH = 10, 9  # asked in a drill, and right to pass it


class DrillCaseQuerySet(models.QuerySet["DrillCase"]):
    def in_use(self) -> "DrillCaseQuerySet":
        """Those that are asked: a team out of use is no answer."""
        return self.filter(is_active=True, team__is_active=True)


class DrillCase(models.Model):
    """A ticket made up for practice, with the team that handles it."""

    subject = models.CharField(max_length=200)
    body = models.TextField(help_text="As a customer would write it.")
    plan = models.CharField(max_length=12, choices=Plan, blank=True)
    issue_type = models.ForeignKey("tickets.IssueType", null=True, blank=True, on_delete=models.SET_NULL)
    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, verbose_name="team that handles it")
    why = models.CharField(max_length=300, help_text="What whoever answers wrong should know.")
    is_active = models.BooleanField(default=True, help_text="Off: no longer asked.")

    objects = DrillCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "practice ticket"

    def __str__(self) -> str:
        return self.subject


class DrillQuerySet(models.QuerySet["Drill"]):
    def open(self) -> "DrillQuerySet":
        return self.filter(finished_at__isnull=True)

    def passed(self) -> "DrillQuerySet":
        return self.filter(is_passed=True)


class Drill(models.Model):
    """An agent says of ten tickets who handles them."""

    agent = models.ForeignKey("tickets.Agent", on_delete=models.CASCADE, related_name="drills")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(default=0, help_text="Answers that were right, once it is over.")
    is_passed = models.BooleanField(default=False)

    objects = DrillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(finished_at__isnull=True), name="one_open_drill_per_agent"
            ),
            models.CheckConstraint(
                condition=Q(is_passed=False) | Q(finished_at__isnull=False), name="drill_passed_is_finished"
            ),
        ]
        indexes = [models.Index(fields=["agent", "-finished_at"], name="drills_of_agent")]

    def __str__(self) -> str:
        return f"Drill of {self.agent}, {self.begun_at:%d %b %Y}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None


class DrillQuestionQuerySet(models.QuerySet["DrillQuestion"]):
    def answered(self) -> "DrillQuestionQuerySet":
        return self.filter(answered_at__isnull=False)

    def wrong(self) -> "DrillQuestionQuerySet":
        return self.answered().exclude(answer=F("right_team"))


class DrillQuestion(models.Model):
    """One ticket of a drill, as it was asked: nothing that changes elsewhere changes it."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    known = models.JSONField(default=list, help_text="What else is known of it, each with its name.")
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.SET_NULL, related_name="+")
    case = models.ForeignKey(DrillCase, null=True, on_delete=models.SET_NULL, related_name="questions")
    right_team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="+")
    why = models.JSONField(default=list, help_text="The way to the right answer, in sentences.")
    criterion = models.CharField(max_length=180, blank=True, help_text="What decides it, as the clarity report says.")
    shown_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.ForeignKey("tickets.Team", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DrillQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drill", "position"], name="drill_question_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False, shown_at__isnull=False),
                name="drill_question_answered",
            ),
        ]
        indexes = [models.Index(fields=["answered_at"], name="drill_answers")]

    def __str__(self) -> str:
        return f"{self.position}. {self.subject}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_right(self) -> bool:
        return self.is_answered and self.answer_id == self.right_team_id

    @property
    def took(self) -> timedelta | None:
        """How long she thought."""
        return self.answered_at - self.shown_at if self.answered_at and self.shown_at else None
