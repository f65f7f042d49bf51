"""The rows of a tree's form: whoever edits them names questions and outcomes by their texts, rows keep short names."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.utils.text import slugify

from escalation.admin.criteria import FACT_CHOICES, KeepsOrder
from escalation.admin.offered import ValueNames, value_names
from escalation.criteria.definition import Ending, Operator, Outcome
from escalation.criteria.tree_problems import is_watchable
from escalation.criteria.values import read_condition
from escalation.facts import BadFact
from escalation.models import DecisionTree

LONGEST = 80  # letters of a short name
TEXTS = {"questions": "text", "outcomes": "name"}  # where each kind of row has its text


@dataclass(frozen=True)
class NamedRow:
    """A question or an outcome, as it stands in the form."""

    prefix: str
    number: int
    key: str
    text: str
    fact: str = ""

    @property
    def is_question(self) -> bool:
        return self.prefix == "questions"


class NamedRows:
    """The questions and outcomes of a form, under the names by which answers mean them."""

    def __init__(self, rows: Sequence[NamedRow]) -> None:
        self.rows = list(_told_apart(rows))

    def key_at(self, prefix: str | None, number: int) -> str:
        return next((row.key for row in self.rows if (row.prefix, row.number) == (prefix, number)), "")

    def called(self, key: str) -> str:
        return next((row.text for row in self.rows if row.key == key), key)

    def fact_of(self, key: str) -> str:
        return next((row.fact for row in self.rows if row.is_question and row.key == key), "")

    def meant(self, typed: str) -> str:
        """The short name of what somebody calls so; one made of it where nothing is called so."""
        wanted = typed.strip().casefold()
        for name in ("text", "key"):
            for row in self.rows:
                if getattr(row, name).casefold() == wanted:
                    return row.key
        return _short(typed)


def _told_apart(rows: Sequence[NamedRow]) -> Iterator[NamedRow]:
    """Those that read the same are counted, where it is seen however narrow the field: `(2) Longer than two hours?`."""
    times, seen = Counter(row.text.casefold() for row in rows), Counter[str]()
    for row in rows:
        reads = row.text.casefold()
        seen[reads] += 1
        yield replace(row, text=f"({seen[reads]}) {row.text}") if times[reads] > 1 else row


def _short(text: str) -> str:
    return slugify(text)[:LONGEST].strip("-")


def saved_rows(tree: DecisionTree) -> NamedRows:
    """Of a tree as it was saved; none of one that was not. Two queries."""
    if tree._state.adding:
        return NamedRows([])
    questions, outcomes = tree.questions.order_by("position", "pk"), tree.outcomes.order_by("position", "pk")
    asked = [NamedRow("questions", at, row.key, row.text, row.fact) for at, row in enumerate(questions)]
    return NamedRows([*asked, *(NamedRow("outcomes", at, row.key, row.name) for at, row in enumerate(outcomes))])


def typed_rows(data: Mapping[str, Any], tree: DecisionTree) -> NamedRows:
    """Of a form as it was sent: what was saved keeps its short name, what is new gets one of its text."""
    keys = {prefix: _saved_keys(tree, prefix) for prefix in TEXTS}
    taken = {key for of_prefix in keys.values() for key in of_prefix.values()}
    found = []
    for prefix, number, text in _typed_texts(data):
        key = keys[prefix].get(str(data.get(f"{prefix}-{number}-id", ""))) or _fresh(text, prefix, taken)
        taken.add(key)
        found.append(NamedRow(prefix, number, key, text, str(data.get(f"{prefix}-{number}-fact", ""))))
    return NamedRows(found)


def _saved_keys(tree: DecisionTree, prefix: str) -> dict[str, str]:
    if tree._state.adding:
        return {}
    return {str(pk): key for pk, key in getattr(tree, prefix).values_list("pk", "key")}


def _typed_texts(data: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    for prefix, name in TEXTS.items():
        total = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
        for number in range(min(int(total), forms.formsets.DEFAULT_MAX_NUM) if total.isdecimal() else 0):
            text = str(data.get(f"{prefix}-{number}-{name}", "")).strip()
            if text and not data.get(f"{prefix}-{number}-DELETE"):
                yield prefix, number, text


def _fresh(text: str, prefix: str, taken: set[str]) -> str:
    """`hand-over`, or `hand-over-2` where that is taken."""
    key, number = _short(text) or prefix[:-1], 2
    while (fresh := key if number == 2 else f"{key[: LONGEST - 4]}-{number - 1}") in taken:
        number += 1
    return fresh


class RowsOfTree(KeepsOrder):
    """Rows that know how all rows of the form are called."""

    @cached_property
    def named(self) -> NamedRows:
        return typed_rows(self.data, self.instance) if self.is_bound else saved_rows(self.instance)


class CalledRows(RowsOfTree):
    """Questions or outcomes: a new one gets its short name of its text."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.prefix and form.instance.pk:  # what answers call it, where another reads the same
            form.fields[TEXTS[self.prefix]].widget.attrs["data-called"] = self.named.called(form.instance.key)

    def clean(self) -> None:
        super().clean()
        for number, form in enumerate(self.forms):
            if form.instance.pk is None:
                form.instance.key = self.named.key_at(self.prefix, number)


class AnswerRows(RowsOfTree):
    @cached_property
    def before(self) -> NamedRows:
        return saved_rows(self.instance)

    @cached_property
    def called(self) -> ValueNames:
        return value_names()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        rows = {"named": self.named, "before": self.before, "called": self.called}
        return {**super().get_form_kwargs(index), **rows}

    def clean(self) -> None:
        """What is compared has to fit its fact; the row keeps what was typed, so that the picture says the same."""
        super().clean()
        for form in self.forms:
            typed = getattr(form, "cleaned_data", {})
            fact = self.named.fact_of(typed.get("question", ""))
            if typed.get("operator") and fact and not typed.get("DELETE"):
                try:
                    read_condition(fact, typed["operator"], typed.get("value", ""))
                except BadFact as error:
                    form.add_error("value", str(error))


class QuestionForm(forms.ModelForm):
    fact = forms.ChoiceField(choices=[("", "the agent"), *FACT_CHOICES[1:]], required=False, label="Answered by")
    asks_otherwise = forms.BooleanField(required=False, label="Else ask")


def _names(list_id: str) -> forms.TextInput:
    return forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})


class AnswerForm(forms.ModelForm):
    """One way out of a question."""

    question = forms.CharField(max_length=300, widget=_names("tree-questions"))
    then = forms.CharField(max_length=300, required=False, label="Leads to", widget=_names("tree-steps"))
    operator = forms.ChoiceField(choices=[("", "---------"), *Operator.choices], required=False, label="If the fact")
    value = forms.CharField(required=False, label="Compared with", widget=forms.Textarea(attrs={"rows": 1, "cols": 20}))

    def __init__(self, *args: Any, named: NamedRows, before: NamedRows, called: ValueNames, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named, self.called = named, called
        if self.initial.get("value"):
            fact = before.fact_of(self.initial["question"])
            self.initial["value"] = called.shown(fact, self.initial["value"])
        for name in {"question", "then"} & set(self.initial):
            self.initial[name] = before.called(self.initial[name])

    def clean_question(self) -> str:
        return self._meant("question")

    def clean_then(self) -> str:
        return self._meant("then")

    def clean_value(self) -> str:
        """The question stands before it in the row."""
        fact = self.named.fact_of(self.cleaned_data.get("question", ""))
        return self.called.kept(fact, self.cleaned_data["value"])

    def _meant(self, name: str) -> str:
        """What was left as it is means what it meant, though that may be called otherwise now."""
        if self.instance.pk and name not in self.changed_data:
            return str(getattr(self.instance, name))
        return self.named.meant(self.cleaned_data[name])


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
