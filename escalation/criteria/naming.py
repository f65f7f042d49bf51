"""Whom the criteria name, and who of them is not there. No database."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from escalation.criteria.definition import Condition, Criteria, Group
from escalation.facts import fact


@dataclass(frozen=True)
class Names:
    """Short names that are in use in the portal."""

    teams: Collection[str]
    issue_types: Collection[str]
    handoff_types: Collection[str]


def teams_named(criteria: Criteria) -> set[str]:
    """The teams that something goes to."""
    return {team for _, team in _goes_to(criteria) if team}


def types_named(criteria: Criteria) -> set[str]:
    """The issue types that routes and trees are for."""
    of_routes = {kind for route in criteria.routes for kind in route.issue_types}
    return of_routes | {kind for tree in criteria.trees for kind in tree.issue_types}


def that_hand_over_by(handoff_type: str, criteria: Criteria) -> list[str]:
    """What names this handoff type and is switched on, in words."""
    return [where for where, kind in _hands_over_by(criteria.switched_on()) if kind == handoff_type]


def strangers(criteria: Criteria, names: Names) -> list[str]:
    """A sentence for each team and handoff type that is named and not in use. Issue types may go out of use: old
    tickets are still of them."""
    teams = [(where, f"the team “{team}”") for where, team in _goes_to(criteria) if team and team not in names.teams]
    types = [
        (where, f"the handoff type “{kind}”")
        for where, kind in _hands_over_by(criteria)
        if kind and kind not in names.handoff_types
    ]
    return [f"{where} names {what}, which is not in use any more: choose another." for where, what in [*teams, *types]]


def _goes_to(criteria: Criteria) -> Iterator[tuple[str, str]]:
    for about in criteria.issue_types:
        yield f"Issue type “{about.name}”", about.team
    for route in criteria.routes:
        yield f"Route “{route.name}”", route.team
    for tree in criteria.trees:
        for outcome in tree.outcomes:
            yield f"Outcome “{outcome.name}”", outcome.team


def _hands_over_by(criteria: Criteria) -> Iterator[tuple[str, str]]:
    for trigger in criteria.triggers:
        yield f"Trigger “{trigger.name}”", trigger.handoff_type
    for route in criteria.routes:
        yield f"Route “{route.name}”", route.handoff_type
    for tree in criteria.trees:
        for outcome in tree.outcomes:
            yield f"Outcome “{outcome.name}”", outcome.handoff_type


def misspelt(criteria: Criteria, names: Names) -> list[str]:
    """A sentence for each issue type and team that something compares with, and that is not in use: it never fits."""
    in_use = {"issue_type": names.issue_types, "team": names.teams}
    return [
        f"{where} compares with the {fact(of).label} “{value}”, which is not in use."
        for where, of, values in _compared(criteria)
        for value in values
        if of in in_use and value not in in_use[of]
    ]


def _compared(criteria: Criteria) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Who compares which fact with which texts."""
    rules = [(f"Trigger “{each.name}”", each.when) for each in criteria.triggers]
    rules += [(f"Route “{each.name}”", each.when) for each in criteria.routes]
    for where, group in rules:
        for condition in conditions_in(group):
            yield where, condition.fact, _texts(condition.value)
    for tree in criteria.trees:
        for question in tree.questions:
            for answer in question.answers:
                yield f"“{question.text}” in “{tree.name}”", question.fact, _texts(answer.value)


def conditions_in(group: Group) -> Iterator[Condition]:
    """Every condition, those of groups within it too."""
    for member in group.members:
        if isinstance(member, Group):
            yield from conditions_in(member)
        else:
            yield member


def _texts(value: object) -> tuple[str, ...]:
    many = value if isinstance(value, tuple) else (value,)
    return tuple(text for text in many if isinstance(text, str))
