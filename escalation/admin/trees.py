"""The admin of decision trees: questions, answers and outcomes on one page, drawn as they are edited."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpRequest, HttpResponse

from escalation.admin.criteria import FACT_CHOICES, CriteriaAdmin, KeepsOrder
from escalation.criteria import drawing, publishing
from escalation.criteria.definition import Criteria, Ending, Operator, Outcome, Tree
from escalation.criteria.live import part_of
from escalation.criteria.naming import misspelt
from escalation.criteria.rows import names_in_use, tree_of
from escalation.criteria.tree_problems import is_watchable, problems
from escalation.criteria.values import read_condition
from escalation.facts import BadFact
from escalation.models import RULES, CriteriaRevision, DecisionTree, TreeAnswer, TreeOutcome, TreeQuestion
from tickets.admin import lengths
from tickets.admin.base import KeepsHistory
from tickets.models import IssueType

FINDS = {"list": "tree-steps", "autocomplete": "off"}


class QuestionForm(forms.ModelForm):
    fact = forms.ChoiceField(choices=[("", "the agent"), *FACT_CHOICES[1:]], required=False, label="Answered by")
    asks_otherwise = forms.BooleanField(required=False, label="Else ask")


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
    formset = KeepsOrder
    fields = ("position", "text", "key", "fact", "asks_otherwise", "help_text")
    prepopulated_fields = {"key": ("text",)}
    ordering = ("position", "pk")
    extra = 1
    verbose_name = "question"
    verbose_name_plural = "1. Questions, the first of them first"


class AnswerForm(forms.ModelForm):
    question = forms.SlugField(
        max_length=80, widget=forms.TextInput(attrs={"list": "tree-questions", "autocomplete": "off"})
    )
    then = forms.SlugField(max_length=80, required=False, label="Leads to", widget=forms.TextInput(attrs=FINDS))
    operator = forms.ChoiceField(choices=[("", "---------"), *Operator.choices], required=False, label="If the fact")
    value = forms.CharField(required=False, label="Compared with", widget=forms.Textarea(attrs={"rows": 1, "cols": 20}))


class AnswerRows(KeepsOrder):
    """Answers that compare a fact are compared with something that fits it."""

    def clean(self) -> None:
        super().clean()
        facts = self.data  # the questions are in the same form
        names = [name for name in facts if name.startswith("questions-") and name.endswith("-key")]
        by_question = {facts[name]: facts.get(name.removesuffix("key") + "fact", "") for name in names}
        for form in self.forms:
            typed = getattr(form, "cleaned_data", {})
            fact = by_question.get(typed.get("question"))
            if typed.get("operator") and fact and not typed.get("DELETE"):
                try:
                    read_condition(fact, typed["operator"], typed.get("value", ""))
                except BadFact as error:
                    form.add_error("value", str(error))


class AnswerInline(admin.TabularInline):
    model = TreeAnswer
    template = "admin/criteria/rows_of_tree.html"
    explained = (
        "One row for each answer: name its question, and the question or the outcome it leads to, by their texts.",
        "Outcomes may be written later.",
        "Where a fact answers, an answer that compares nothing is what is left: otherwise.",
    )
    form = AnswerForm
    formset = AnswerRows
    fields = ("question", "label", "operator", "value", "then")
    ordering = ("position", "pk")
    extra = 2
    verbose_name = "answer"
    verbose_name_plural = "2. Answers to each question, and where they lead"


class OutcomeForm(forms.ModelForm):
    def clean_monitor_for(self) -> timedelta | None:
        length: timedelta | None = self.cleaned_data["monitor_for"]
        if length is not None and not is_watchable(length):
            raise forms.ValidationError("Whole seconds, more than none, and ten years at most.")
        return length

    def clean_article(self) -> str:
        article: str = self.cleaned_data["article"]
        if article and not Outcome("", "", Ending.KEEP, article=article).link:
            raise forms.ValidationError("Begin the address with https:// or, for a page of this portal, with a slash.")
        return article


class OutcomeInline(admin.StackedInline):
    model = TreeOutcome
    form = OutcomeForm
    formfield_overrides = lengths.OF_MODELS
    formset = KeepsOrder
    fields = (("name", "key"), ("ending", "team", "handoff_type", "monitor_for"), "guidance", "article")
    prepopulated_fields = {"key": ("name",)}
    ordering = ("position", "pk")
    extra = 1
    verbose_name = "outcome"
    verbose_name_plural = "3. Outcomes: what is to be done"

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
    list_display = ("name", "for_what", "is_active")
    list_filter = ("is_active",)
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
        kinds = form.cleaned_data.get("issue_types") or IssueType.objects.none()
        try:
            tree = tree_of(form.instance, kinds, questions, answers, [row for row in outcomes if row.ending])
        except BadFact as error:
            return {"problems": [str(error)]}
        strays = {answer.question for answer in answers} - {question.key for question in questions}
        lost = [f"An answer belongs to “{name}”, which is no question here." for name in sorted(filter(None, strays))]
        return {
            "tree": tree,
            "picture": drawing.draw(tree),
            "outline": drawing.outline(tree),
            "problems": [*problems(tree), *lost],
            "notes": _notes(tree),
        }


def _notes(tree: Tree) -> list[str]:
    """What is worth a look, and keeps nobody from publishing."""
    nobody = "Choose an issue type: tickets of it show these questions by themselves, others only when asked to."
    return [*([] if tree.issue_types else [nobody]), *misspelt(Criteria(trees=(tree,)), names_in_use())]
