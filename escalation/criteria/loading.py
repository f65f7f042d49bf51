"""Criteria put in place of all rows there are: what a file says becomes the draft."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

from escalation.criteria.definition import Criteria, Group, Tree
from escalation.criteria.definition import Route as RouteText
from escalation.criteria.definition import Trigger as TriggerText
from escalation.criteria.placing import Wanted, fitting, rows_placed, saying, set_types
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
    _load_trees(criteria.trees, names)


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
                made = fitting(IssueType(slug=text.key, name=text.name), f"Issue type “{text.key}”")
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


P = TypeVar("P", TreeQuestion, TreeAnswer, TreeOutcome)


@contextmanager
def _named(where: str) -> Iterator[None]:
    """Whatever names a stranger is named itself: among hundreds of routes nobody would find it."""
    try:
        yield
    except UnknownName as error:
        raise UnknownName(f"{where}: {error}") from error


def _load_rules(criteria: Criteria, names: _Names) -> None:
    TeamGuide.objects.all().delete()
    TeamGuide.objects.bulk_create(list(_team_guides(criteria, names)))
    IssueTypeGuide.objects.all().delete()
    IssueTypeGuide.objects.bulk_create(list(_type_guides(criteria, names)))
    _load_triggers(criteria.triggers, names)
    _load_routes(criteria.routes, names)


def _team_guides(criteria: Criteria, names: _Names) -> Iterable[TeamGuide]:
    for team in criteria.teams:
        if team.description or team.examples:
            guide = TeamGuide(team=names.team(team.key), description=team.description)
            guide.examples = "\n".join(team.examples)
            yield fitting(guide, f"Team “{team.key}”")


def _type_guides(criteria: Criteria, names: _Names) -> Iterable[IssueTypeGuide]:
    for kind in criteria.issue_types:
        where = f"Issue type “{kind.key}”"
        if kind.description or kind.examples or kind.team:
            with _named(where):
                team = names.team(kind.team) if kind.team else None
            guide = IssueTypeGuide(issue_type=names.issue_types[kind.key], description=kind.description, team=team)
            guide.examples = "\n".join(kind.examples)
            yield fitting(guide, where)


def _load_triggers(triggers: Sequence[TriggerText], names: _Names) -> None:
    wanted = []
    for position, trigger in enumerate(triggers):
        where = f"Trigger “{trigger.key}”"
        with _named(where):
            parts = {
                "name": trigger.name,
                "position": position,
                "verdict": trigger.verdict,
                "handoff_type": names.handoff_type(trigger.handoff_type),
                "match": trigger.when.match,
                "why": trigger.why,
                "is_active": trigger.is_active,
            }
        wanted.append(Wanted(trigger.key, where, parts))
    rows = rows_placed(Trigger, wanted)
    TriggerCondition.objects.filter(trigger__in=rows).delete()
    TriggerCondition.objects.bulk_create(
        fitting(TriggerCondition(trigger=row, **each), f"Trigger “{trigger.key}”")
        for row, trigger in zip(rows, triggers, strict=True)
        for each in _conditions(trigger.when)
    )


def _load_routes(routes: Sequence[RouteText], names: _Names) -> None:
    wanted, kinds = [], []
    for position, route in enumerate(routes):
        where = f"Route “{route.key}”"
        with _named(where):
            parts = {
                "name": route.name,
                "position": position,
                "team": names.team(route.team),
                "handoff_type": names.handoff_type(route.handoff_type) if route.handoff_type else None,
                "words": "\n".join(route.words),
                "match": route.when.match,
                "why": route.why,
                "is_active": route.is_active,
            }
            kinds.append(names.kinds(route.issue_types))
        wanted.append(Wanted(route.key, where, parts))
    rows = rows_placed(Route, wanted)
    set_types(Route.issue_types.through, "route", rows, kinds)
    RouteCondition.objects.filter(route__in=rows).delete()
    RouteCondition.objects.bulk_create(
        fitting(RouteCondition(route=row, **each), f"Route “{route.key}”")
        for row, route in zip(rows, routes, strict=True)
        for each in _conditions(route.when)
    )


def _conditions(group: Group) -> Iterable[dict[str, Any]]:
    for position, (condition, letter) in enumerate(rows_of(group)):
        yield {
            "fact": condition.fact,
            "operator": condition.operator,
            "value": write_value(condition.value),
            "group": letter,
            "position": position,
        }


def load_tree(tree: Tree) -> None:
    """One tree, in place of what its rows said. Within a transaction of the caller. Raises UnknownName, Unfit."""
    _load_trees([tree], _Names(Criteria(trees=(tree,))))


def _load_trees(trees: Sequence[Tree], names: _Names) -> None:
    wanted, kinds, outcomes = [], [], []
    for tree in trees:
        where = f"Tree “{tree.key}”"
        wanted.append(Wanted(tree.key, where, {"name": tree.name, "is_active": tree.is_active}))
        with _named(where):
            kinds.append(names.kinds(tree.issue_types))
            outcomes.append(list(_outcomes(tree, names)))
    rows = rows_placed(DecisionTree, wanted)
    set_types(DecisionTree.issue_types.through, "decisiontree", rows, kinds)
    _put(TreeQuestion, rows, map(_questions, trees))
    _put(TreeAnswer, rows, map(_answers, trees))
    _put(TreeOutcome, rows, outcomes)


def _put(model: type[P], rows: Sequence[DecisionTree], parts: Iterable[Iterable[P]]) -> None:
    """Each tree has just these parts."""
    model._default_manager.filter(tree__in=rows).delete()
    placed = ((row, part) for row, of_row in zip(rows, parts, strict=True) for part in of_row)
    model._default_manager.bulk_create(
        fitting(saying(part, {"tree": row}), f"Tree “{row.slug}”") for row, part in placed
    )


def _questions(tree: Tree) -> Iterable[TreeQuestion]:
    for number, each in enumerate(tree.questions):
        yield TreeQuestion(
            key=each.key,
            text=each.text,
            help_text=each.help_text,
            fact=each.fact,
            asks_otherwise=each.asks_otherwise,
            position=number,
        )


def _answers(tree: Tree) -> Iterable[TreeAnswer]:
    pairs = [(question, answer) for question in tree.questions for answer in question.answers]
    for number, (question, answer) in enumerate(pairs):
        yield TreeAnswer(
            question=question.key,
            label=answer.label,
            operator=answer.operator or "",
            value="" if answer.value is None else write_value(answer.value),
            then=answer.then,
            position=number,
        )


def _outcomes(tree: Tree, names: _Names) -> Iterable[TreeOutcome]:
    for number, outcome in enumerate(tree.outcomes):
        yield TreeOutcome(
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
