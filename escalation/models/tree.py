"""Decision trees as an admin edits them. What holds is the published revision, never these rows."""

from django.db import models

from escalation.criteria.definition import Ending, Operator
from escalation.models.rule import RuleQuerySet


class DecisionTree(models.Model):
    """Questions that lead from an issue to what is to be done. It begins with its first question."""

    slug = models.SlugField("short name", max_length=80, unique=True)
    name = models.CharField(max_length=120)
    issue_types = models.ManyToManyField(
        "tickets.IssueType",
        blank=True,
        related_name="trees",
        help_text="Those below them are meant too. Of two trees for one type the first by short name counts.",
    )
    is_active = models.BooleanField(default=True, help_text="Off: publishing takes it away from tickets.")

    objects = RuleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class TreePart(models.Model):
    """A row of a tree; rows name each other by short names, so that all are edited on one page."""

    key = models.SlugField("short name", max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class TreeQuestion(TreePart):
    tree = models.ForeignKey(DecisionTree, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField("question", max_length=200)
    help_text = models.CharField("how to find out", max_length=300, blank=True)
    fact = models.CharField("answered by", max_length=40, blank=True)
    asks_otherwise = models.BooleanField(
        "else ask", default=False, help_text="Asked also where the fact is known and no answer is compared with it so."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tree", "key"], name="tree_question_once")]

    def __str__(self) -> str:
        return self.text


class TreeAnswer(models.Model):
    """One way out of a question: to another question, or to an outcome."""

    tree = models.ForeignKey(DecisionTree, on_delete=models.CASCADE, related_name="answers")
    question = models.SlugField(max_length=80)
    label = models.CharField("answer", max_length=120)
    operator = models.CharField("if the fact", max_length=20, choices=Operator, blank=True)
    value = models.TextField("compared with", blank=True)
    then = models.SlugField("leads to", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.question}: {self.label}"


class TreeOutcome(TreePart):
    tree = models.ForeignKey(DecisionTree, on_delete=models.CASCADE, related_name="outcomes")
    name = models.CharField("what to do", max_length=120)
    ending = models.CharField("that is", max_length=10, choices=Ending)
    team = models.ForeignKey("tickets.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handoff_type = models.ForeignKey(
        "escalation.HandoffType", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    guidance = models.TextField(blank=True, help_text="What to do or to send along.")
    article = models.CharField(max_length=300, blank=True, help_text="The address of a page that helps.")
    monitor_for = models.DurationField("watch for", null=True, blank=True, help_text="The tree is walked again then.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tree", "key"], name="tree_outcome_once")]

    def __str__(self) -> str:
        return self.name
