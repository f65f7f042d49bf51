"""Criteria put in place of all rows there are: what a file says becomes the draft."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from escalation.criteria.definition import Criteria, Group, IssueTypeText, Tree
from escalation.criteria.definition import Route as RouteText
from escalation.criteria.definition import Trigger as TriggerText
from escalation.criteria.values import rows_of, write_value
from escalation.models import (
    DecisionTree,
    HandoffType,
    IssueTypeGuide,
    Route,
    RouteCondition,
    TeamGuide,
    TreeAnswer,
    TreeOutcome,
    TreeQuestion,
    Trigger,
    TriggerCondition,
)
from tickets.models import IssueType, Team


class UnknownName(Exception):
    """The criteria name a team or a handoff type that the portal does not have."""


class Unfit(Exception):
    """A text is longer than its place, or a short name is none; the message says which."""


@transaction.atomic
def load(criteria: Criteria) -> None:
    """Make the rows say what these criteria say; rows that they do not name are deleted. Publishes nothing.

    Issue types that are missing are made; teams and handoff types must be there. Raises UnknownName, TooManyGroups,
    Unfit.
    """
    names = _Names(criteria)
    for model, kept in ((Trigger, criteria.triggers), (Route, criteria.routes), (DecisionTree, criteria.trees)):
        _others(model, kept).delete()
    _load_rules(criteria, names)
    for tree in criteria.trees:
        with _named(f"Tree “{tree.key}”"):
            load_tree(tree, names)


def load_rules(criteria: Criteria) -> None:
    """Teams' and issue types' descriptions, triggers and routes; not the trees. Those not named are switched off.

    Within a transaction of the caller. Raises UnknownName, TooManyGroups, Unfit.
    """
    for model, kept in ((Trigger, criteria.triggers), (Route, criteria.routes)):
        _others(model, kept).update(is_active=False)
    _load_rules(criteria, _Names(criteria))


def _others(model: type[Any], kept: Sequence[Any]) -> Any:
    return model.objects.exclude(slug__in=[each.key for each in kept])


Row = TypeVar("Row")


class _Names:
    """Rows by their short names; issue types that a file describes are made where they are missing."""

    def __init__(self, criteria: Criteria) -> None:
        self.teams = {team.slug: team for team in Team.objects.all()}
        self.handoff_types = {kind.slug: kind for kind in HandoffType.objects.all()}
        self.issue_types = {kind.slug: kind for kind in IssueType.objects.all()}
        for text in criteria.issue_types:
            if text.key not in self.issue_types:
                made = _fitting(IssueType(slug=text.key, name=text.name), f"Issue type “{text.key}”")
                made.save()
                self.issue_types[text.key] = made

    def team(self, slug: str) -> Team:
        return self._found(self.teams, slug, "team")

    def handoff_type(self, slug: str) -> HandoffType:
        return self._found(self.handoff_types, slug, "handoff type")

    def kinds(self, slugs: Iterable[str]) -> list[IssueType]:
        return [self._found(self.issue_types, slug, "issue type") for slug in slugs]

    def _found(self, rows: Mapping[str, Row], slug: str, what: str) -> Row:
        if slug not in rows:
            raise UnknownName(f"There is no {what} “{slug}” here. There are: {', '.join(sorted(rows))}.")
        return rows[slug]


M = TypeVar("M", bound=Model)


def _fitting(row: M, where: str) -> M:
    """The row, if each text fits its column: PostgreSQL would say it to nobody who could read it. Raises Unfit."""
    elsewhere = {field.name for field in row._meta.concrete_fields if field.is_relation or field.primary_key}
    try:
        row.clean_fields(exclude=elsewhere)
    except ValidationError as error:
        name, complaints = next(iter(error.message_dict.items()))
        label = next(field.verbose_name for field in row._meta.concrete_fields if field.name == name)
        raise Unfit(f"{where}, {label}: {' '.join(complaints)}") from error
    texts = [value for field in row._meta.concrete_fields if isinstance(value := getattr(row, field.attname), str)]
    if any("\0" in value for value in texts):
        raise Unfit(f"{where}: a text has a character that cannot be kept (NUL).")
    return row


@contextmanager
def _named(where: str) -> Iterator[None]:
    """Whatever names a stranger is named itself: among hundreds of routes nobody would find it."""
    try:
        yield
    except UnknownName as error:
        raise UnknownName(f"{where}: {error}") from error


def _load_rules(criteria: Criteria, names: _Names) -> None:
    TeamGuide.objects.all().delete()
    IssueTypeGuide.objects.all().delete()
    for team in criteria.teams:
        if team.description or team.examples:
            guide = TeamGuide(team=names.team(team.key), description=team.description)
            guide.examples = "\n".join(team.examples)
            _fitting(guide, f"Team “{team.key}”").save()
    for kind in criteria.issue_types:
        with _named(f"Issue type “{kind.key}”"):
            _load_kind(kind, names)
    for position, trigger in enumerate(criteria.triggers):
        with _named(f"Trigger “{trigger.key}”"):
            _load_trigger(trigger, names, position)
    for position, route in enumerate(criteria.routes):
        with _named(f"Route “{route.key}”"):
            _load_route(route, names, position)


def _load_kind(kind: IssueTypeText, names: _Names) -> None:
    if kind.description or kind.examples or kind.team:
        guide = IssueTypeGuide(issue_type=names.kinds([kind.key])[0], description=kind.description)
        guide.examples = "\n".join(kind.examples)
        guide.team = names.team(kind.team) if kind.team else None
        _fitting(guide, f"Issue type “{kind.key}”").save()


def _row(model: type[M], key: str, where: str, **parts: Any) -> M:
    """The row of this short name with these parts, saved; a new one where there is none. Raises Unfit."""
    row = model._default_manager.filter(slug=key).first() or model(slug=key)
    for name, value in parts.items():
        setattr(row, name, value)
    _fitting(row, where).save()
    return row


def _load_trigger(trigger: TriggerText, names: _Names, position: int) -> None:
    row = _row(
        Trigger,
        trigger.key,
        f"Trigger “{trigger.key}”",
        name=trigger.name,
        position=position,
        verdict=trigger.verdict,
        handoff_type=names.handoff_type(trigger.handoff_type),
        match=trigger.when.match,
        why=trigger.why,
        is_active=trigger.is_active,
    )
    row.conditions.all().delete()
    conditions = [TriggerCondition(trigger=row, **each) for each in _conditions(trigger.when)]
    TriggerCondition.objects.bulk_create(_all_fitting(conditions, f"Trigger “{trigger.key}”"))


def _load_route(route: RouteText, names: _Names, position: int) -> None:
    row = _row(
        Route,
        route.key,
        f"Route “{route.key}”",
        name=route.name,
        position=position,
        team=names.team(route.team),
        handoff_type=names.handoff_type(route.handoff_type) if route.handoff_type else None,
        words="\n".join(route.words),
        match=route.when.match,
        why=route.why,
        is_active=route.is_active,
    )
    row.issue_types.set(names.kinds(route.issue_types))
    row.conditions.all().delete()
    conditions = [RouteCondition(route=row, **each) for each in _conditions(route.when)]
    RouteCondition.objects.bulk_create(_all_fitting(conditions, f"Route “{route.key}”"))


def _all_fitting(rows: Iterable[M], where: str) -> list[M]:
    return [_fitting(row, where) for row in rows]


def _conditions(group: Group) -> Iterable[dict[str, Any]]:
    for position, (condition, letter) in enumerate(rows_of(group)):
        yield {
            "fact": condition.fact,
            "operator": condition.operator,
            "value": write_value(condition.value),
            "group": letter,
            "position": position,
        }


def load_tree(tree: Tree, names: "_Names | None" = None) -> DecisionTree:
    """One tree, in place of what its rows said. Within a transaction of the caller. Raises UnknownName, Unfit."""
    names = names or _Names(Criteria(trees=(tree,)))
    where = f"Tree “{tree.key}”"
    row = _row(DecisionTree, tree.key, where, name=tree.name, is_active=tree.is_active)
    row.issue_types.set(names.kinds(tree.issue_types))
    for parts in (row.questions, row.answers, row.outcomes):
        parts.all().delete()
    TreeQuestion.objects.bulk_create(_all_fitting(_questions(row, tree), where))
    TreeAnswer.objects.bulk_create(_all_fitting(_answers(row, tree), where))
    TreeOutcome.objects.bulk_create(_all_fitting(_outcomes(row, tree, names), where))
    return row


def _questions(row: DecisionTree, tree: Tree) -> Iterable[TreeQuestion]:
    for number, each in enumerate(tree.questions):
        yield TreeQuestion(
            tree=row,
            key=each.key,
            text=each.text,
            help_text=each.help_text,
            fact=each.fact,
            asks_otherwise=each.asks_otherwise,
            position=number,
        )


def _answers(row: DecisionTree, tree: Tree) -> Iterable[TreeAnswer]:
    pairs = [(question, answer) for question in tree.questions for answer in question.answers]
    for number, (question, answer) in enumerate(pairs):
        yield TreeAnswer(
            tree=row,
            question=question.key,
            label=answer.label,
            operator=answer.operator or "",
            value="" if answer.value is None else write_value(answer.value),
            then=answer.then,
            position=number,
        )


def _outcomes(row: DecisionTree, tree: Tree, names: _Names) -> Iterable[TreeOutcome]:
    for number, outcome in enumerate(tree.outcomes):
        yield TreeOutcome(
            tree=row,
            key=outcome.key,
            name=outcome.name,
            ending=outcome.ending,
            team=names.team(outcome.team) if outcome.team else None,
            handoff_type=names.handoff_type(outcome.handoff_type) if outcome.handoff_type else None,
            guidance=outcome.guidance,
            article=outcome.article,
            monitor_for=outcome.monitor_for,
            position=number,
        )
