"""Criteria put in place of all rows there are: what a file says becomes the draft."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction

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


@transaction.atomic
def load(criteria: Criteria) -> None:
    """Make the rows say what these criteria say; rows that they do not name are deleted. Publishes nothing.

    Issue types that are missing are made; teams and handoff types must be there. Raises UnknownName, TooManyGroups.
    """
    names = _Names(criteria)
    load_rules(criteria, names)
    _keep_only(DecisionTree, criteria.trees)
    for position, tree in enumerate(criteria.trees):
        load_tree(tree, names, position=position)


Row = TypeVar("Row")


class _Names:
    """Rows by their short names; issue types that a file describes are made where they are missing."""

    def __init__(self, criteria: Criteria) -> None:
        self.teams = {team.slug: team for team in Team.objects.all()}
        self.handoff_types = {kind.slug: kind for kind in HandoffType.objects.all()}
        self.issue_types = {kind.slug: kind for kind in IssueType.objects.all()}
        for text in criteria.issue_types:
            if text.key not in self.issue_types:
                self.issue_types[text.key] = IssueType.objects.create(slug=text.key, name=text.name)

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


def load_rules(criteria: Criteria, names: "_Names | None" = None) -> None:
    """Teams' and issue types' descriptions, triggers and routes; not the trees. Within a transaction of the caller."""
    names = names or _Names(criteria)
    TeamGuide.objects.all().delete()
    IssueTypeGuide.objects.all().delete()
    for team in criteria.teams:
        if team.description or team.examples:
            guide = TeamGuide(team=names.team(team.key), description=team.description)
            guide.examples = "\n".join(team.examples)
            guide.save()
    for kind in criteria.issue_types:
        _load_kind(kind, names)
    _keep_only(Trigger, criteria.triggers)
    _keep_only(Route, criteria.routes)
    for position, trigger in enumerate(criteria.triggers):
        _load_trigger(trigger, names, position)
    for position, route in enumerate(criteria.routes):
        _load_route(route, names, position)


def _load_kind(kind: IssueTypeText, names: _Names) -> None:
    if kind.description or kind.examples or kind.team:
        IssueTypeGuide.objects.create(
            issue_type=names.kinds([kind.key])[0],
            description=kind.description,
            examples="\n".join(kind.examples),
            team=names.team(kind.team) if kind.team else None,
        )


def _keep_only(model: type[Any], kept: Sequence[Any]) -> None:
    model.objects.exclude(slug__in=[each.key for each in kept]).delete()


def _load_trigger(trigger: TriggerText, names: _Names, position: int) -> None:
    row, _ = Trigger.objects.update_or_create(
        slug=trigger.key,
        defaults={
            "name": trigger.name,
            "position": position,
            "verdict": trigger.verdict,
            "handoff_type": names.handoff_type(trigger.handoff_type),
            "match": trigger.when.match,
            "why": trigger.why,
            "is_active": True,
        },
    )
    row.conditions.all().delete()
    TriggerCondition.objects.bulk_create(TriggerCondition(trigger=row, **each) for each in _conditions(trigger.when))


def _load_route(route: RouteText, names: _Names, position: int) -> None:
    row, _ = Route.objects.update_or_create(
        slug=route.key,
        defaults={
            "name": route.name,
            "position": position,
            "team": names.team(route.team),
            "handoff_type": names.handoff_type(route.handoff_type) if route.handoff_type else None,
            "words": "\n".join(route.words),
            "match": route.when.match,
            "why": route.why,
            "is_active": True,
        },
    )
    row.issue_types.set(names.kinds(route.issue_types))
    row.conditions.all().delete()
    RouteCondition.objects.bulk_create(RouteCondition(route=row, **each) for each in _conditions(route.when))


def _conditions(group: Group) -> Iterable[dict[str, Any]]:
    for position, (condition, letter) in enumerate(rows_of(group)):
        yield {
            "fact": condition.fact,
            "operator": condition.operator,
            "value": write_value(condition.value),
            "group": letter,
            "position": position,
        }


def load_tree(tree: Tree, names: "_Names | None" = None, *, position: int | None = None) -> DecisionTree:
    """One tree, in place of what its rows said. Within a transaction of the caller."""
    names = names or _Names(Criteria(trees=(tree,)))
    place = {} if position is None else {"position": position}
    row, _ = DecisionTree.objects.update_or_create(
        slug=tree.key, defaults={"name": tree.name, "is_active": True, **place}
    )
    row.issue_types.set(names.kinds(tree.issue_types))
    for parts in (row.questions, row.answers, row.outcomes):
        parts.all().delete()
    TreeQuestion.objects.bulk_create(
        TreeQuestion(tree=row, key=each.key, text=each.text, help_text=each.help_text, fact=each.fact, position=number)
        for number, each in enumerate(tree.questions)
    )
    TreeAnswer.objects.bulk_create(_answers(row, tree))
    TreeOutcome.objects.bulk_create(_outcomes(row, tree, names))
    return row


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
