"""Criteria with other short names for teams and handoff types, so that one file serves several installations."""

from collections.abc import Mapping
from dataclasses import replace

from escalation.criteria.definition import Criteria, Outcome, Route, Tree


def renamed(criteria: Criteria, names: Mapping[str, str]) -> Criteria:
    """The same, where each team and handoff type that has another name in `names` goes by it."""
    return Criteria(
        teams=tuple(replace(team, key=names.get(team.key, team.key)) for team in criteria.teams),
        issue_types=tuple(replace(kind, team=names.get(kind.team, kind.team)) for kind in criteria.issue_types),
        triggers=tuple(
            replace(trigger, handoff_type=names.get(trigger.handoff_type, trigger.handoff_type))
            for trigger in criteria.triggers
        ),
        routes=tuple(_goes_to(route, names) for route in criteria.routes),
        trees=tuple(_tree(tree, names) for tree in criteria.trees),
    )


def _tree(tree: Tree, names: Mapping[str, str]) -> Tree:
    return replace(tree, outcomes=tuple(_ends_with(outcome, names) for outcome in tree.outcomes))


def _goes_to(route: Route, names: Mapping[str, str]) -> Route:
    return replace(
        route,
        team=names.get(route.team, route.team),
        handoff_type=names.get(route.handoff_type, route.handoff_type),
    )


def _ends_with(outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    return replace(
        outcome,
        team=names.get(outcome.team, outcome.team),
        handoff_type=names.get(outcome.handoff_type, outcome.handoff_type),
    )
