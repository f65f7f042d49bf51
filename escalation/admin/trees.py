"""The admin of decision trees: questions, answers and outcomes on one page, drawn as they are edited."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from escalation.admin.criteria import CriteriaAdmin
from escalation.admin.tree_rows import AnswerForm, AnswerRows, CalledRows, OutcomeForm, QuestionForm
from escalation.criteria import drawing, publishing
from escalation.criteria.definition import Criteria, Ending, Tree
from escalation.criteria.live import part_of
from escalation.criteria.naming import misspelt
from escalation.criteria.rows import names_in_use, tree_of
from escalation.criteria.tree_problems import problems
from escalation.facts import BadFact
from escalation.models import (
    RULES,
    CriteriaRevision,
    DecisionTree,
    HandoffType,
    TreeAnswer,
    TreeOutcome,
    TreeQuestion,
)
from tickets.admin import lengths
from tickets.admin.base import KeepsHistory
from tickets.models import IssueType, Team

NOT_SAID = "Not said yet."


class QuestionInline(admin.TabularInline):
    model = TreeQuestion
    template = "admin/criteria/rows_of_tree.html"
    explained = (
        "A question answered by a fact, such as the plan or the age, answers itself.",
        "Where the fact is not known, the agent is asked.",
        "Else ask: the agent is asked, too, where the fact is known but fits no answer that is compared with it.",
        "The question on top is asked first. Numbers for the position are needed only to change the order.",
    )
    form = QuestionForm
    formset = CalledRows
    fields = ("text", "fact", "asks_otherwise", "help_text", "position")
    ordering = ("position", "pk")
    extra = 1
    verbose_name = "question"
    verbose_name_plural = "1. Questions, the first of them first"


class AnswerInline(admin.TabularInline):
    model = TreeAnswer
    template = "admin/criteria/rows_of_tree.html"
    explained = (
        "One row for each answer: its question, and the question or the outcome it leads to.",
        "An outcome that is not there yet is added below as you name it.",
        "Where a fact answers, an answer that compares nothing is what is left: otherwise.",
    )
    form = AnswerForm
    formset = AnswerRows
    fields = ("question", "label", "operator", "value", "then")
    ordering = ("position", "pk")
    extra = 2
    verbose_name = "answer"
    verbose_name_plural = "2. Answers to each question, and where they lead"


class OutcomeInline(admin.StackedInline):
    model = TreeOutcome
    form = OutcomeForm
    formfield_overrides = lengths.OF_MODELS
    formset = CalledRows
    fields = ("name", ("ending", "team", "handoff_type", "monitor_for"), "guidance", "article")
    ordering = ("position", "pk")
    extra = 1
    verbose_name = "outcome"
    verbose_name_plural = "3. Outcomes: what is to be done"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "handoff_type":
            offered = HandoffType.objects.between_teams().order_by().values("pk")
            used = TreeOutcome.objects.values("handoff_type")
            kwargs["queryset"] = HandoffType.objects.filter(Q(pk__in=offered) | Q(pk__in=used))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "guidance":
            field.widget.attrs["rows"] = 2
        if field and isinstance(
            field.widget, RelatedFieldWidgetWrapper
        ):  # a new one may be made here; more is in the way
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field


@admin.register(DecisionTree)
class DecisionTreeAdmin(CriteriaAdmin, KeepsHistory):
    instead = "Switch it off and publish that."
    preview_template = "admin/criteria/tree_preview.html"
    preview_says_problems = True
    list_display = ("name", "for_what", "is_active")
    search_fields = ("name", "slug")
    ordering = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    fields = (("name", "slug"), "issue_types", "is_active")
    filter_horizontal = ("issue_types",)
    inlines = (QuestionInline, AnswerInline, OutcomeInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("issue_types")

    @admin.display(description="For")
    def for_what(self, tree: DecisionTree) -> str:
        return ", ".join(kind.name for kind in tree.issue_types.all())

    def next_step(self, row: DecisionTree) -> tuple[str, str]:
        kind = row.issue_types.order_by("name").first()
        about = f"?issue_type={kind.pk}" if kind else ""
        return f"{reverse('open-ticket')}{about}", "Open a ticket and see the questions beside it"

    def part(self, row: DecisionTree | None) -> str:
        return part_of(row.slug) if row else ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        trees = [state for state in publishing.states() if state.part != RULES]
        return super().changelist_view(request, {"states": trees, **(extra_context or {})})

    def reason_to_keep(self, thing: DecisionTree) -> str:
        if CriteriaRevision.objects.filter(part=part_of(thing.slug)).exclude(content="").live().exists():
            return f"{thing} is live."
        return ""

    def previewed(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
        questions, answers, outcomes = (formset.kept() for formset in formsets)
        undecided = [outcome for outcome in outcomes if not outcome.ending]
        for outcome in undecided:  # is drawn already, with something to go on
            outcome.ending, outcome.guidance = Ending.KEEP, outcome.guidance or NOT_SAID
        kinds = form.cleaned_data.get("issue_types") or IssueType.objects.none()
        try:
            tree = tree_of(form.instance, kinds, questions, answers, [row for row in outcomes if row.name])
        except BadFact as error:
            return {"problems": [str(error)]}
        strays = {answer.question for answer in answers} - {question.key for question in questions}
        lost = [f"An answer belongs to “{name}”, which is no question here." for name in sorted(filter(None, strays))]
        return {
            "tree": tree,
            "named": formsets[0].named,
            "picture": drawing.draw(tree, formsets[1].called.named),
            "outline": drawing.outline(tree),
            "problems": [
                *problems(tree),
                *lost,
                *(f"“{row.name}”: choose what that is." for row in undecided if row.name),
            ],
            "notes": _notes(tree),
        }


def _notes(tree: Tree) -> list[str]:
    """What is worth a look, and keeps nobody from publishing."""
    hands_to = {outcome.team for outcome in tree.outcomes if outcome.team}
    empty = Team.objects.filter(slug__in=hands_to).exclude(members__is_active=True).order_by("name")
    alone = [f"Nobody works in {team} yet: nobody could acknowledge what is handed over there." for team in empty]
    nobody = "Choose an issue type: tickets of it show these questions by themselves, others only when asked to."
    return [*([] if tree.issue_types else [nobody]), *alone, *misspelt(Criteria(trees=(tree,)), names_in_use())]
