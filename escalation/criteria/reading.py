"""Criteria read from one YAML file. Its format is described in docs/criteria.md."""

import re
from collections.abc import Collection

from escalation.criteria import conditions
from escalation.criteria.definition import (
    Condition,
    Criteria,
    Group,
    IssueTypeText,
    Match,
    Route,
    TeamText,
    Trigger,
    Verdict,
)
from escalation.criteria.entries import Entry, listed, mapping, plain
from escalation.criteria.reading_trees import read_tree
from escalation.criteria.yaml_nodes import CriteriaError, Place, compose
from escalation.facts import BadFact

__all__ = ["CriteriaError", "read_criteria", "read_group"]

KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")  # whatever the short name of a team may be
PARTS = ("teams", "issue_types", "triggers", "routes", "trees")


def read_criteria(text: str) -> Criteria:
    """All criteria of a file. Raises CriteriaError: which line, and what to change there."""
    file = Entry(compose(text), PARTS)
    criteria = Criteria(
        teams=tuple(_team(key, place) for key, place in _keyed(file, "teams")),
        issue_types=tuple(_issue_type(key, place) for key, place in _keyed(file, "issue_types")),
        triggers=tuple(_trigger(key, place) for key, place in _keyed(file, "triggers")),
        routes=tuple(_route(key, place) for key, place in _keyed(file, "routes")),
        trees=tuple(read_tree(key, place) for key, place in _keyed(file, "trees")),
    )
    _check_names(criteria)
    return criteria


def _keyed(file: Entry, name: str) -> list[tuple[str, Place]]:
    found = list(file.named(name))
    for key, place in found:
        if not KEY.fullmatch(key):
            raise place.error(f"“{key}” is no short name: letters, digits, hyphens and underscores, 80 at most.")
    return found


def _team(key: str, place: Place) -> TeamText:
    entry = Entry(place, ("name", "description", "examples"))
    return TeamText(key, entry.text("name", key), entry.text("description", ""), entry.texts("examples"))


def _issue_type(key: str, place: Place) -> IssueTypeText:
    entry = Entry(place, ("name", "description", "examples", "team"))
    return IssueTypeText(
        key, entry.text("name", key), entry.text("description", ""), entry.texts("examples"), entry.text("team", "")
    )


def _trigger(key: str, place: Place) -> Trigger:
    entry = Entry(place, ("name", "active", "verdict", "handoff", "when", "why"))
    return Trigger(
        key=key,
        name=entry.text("name", key),
        verdict=entry.choice("verdict", Verdict),
        handoff_type=entry.text("handoff"),
        when=read_group(entry.part("when")),
        why=entry.text("why", ""),
        is_active=entry.yes_no("active", default=True),
    )


def _route(key: str, place: Place) -> Route:
    entry = Entry(place, ("name", "active", "team", "handoff", "when", "issue_types", "words", "why"))
    return Route(
        key=key,
        name=entry.text("name", key),
        team=entry.text("team"),
        handoff_type=entry.text("handoff", ""),
        when=read_group(entry.part("when")) if "when" in entry else Group(),
        issue_types=entry.texts("issue_types"),
        words=entry.texts("words"),
        why=entry.text("why", ""),
        is_active=entry.yes_no("active", default=True),
    )


def read_group(place: Place, *, inside: Match | None = None) -> Group:
    """`all:` or `any:` with a list of conditions, among which groups of the other kind may stand."""
    parts = mapping(place)
    if len(parts) != 1 or (match := next(iter(parts))) not in Match.values:
        raise place.error("Begin with “all:” or “any:”, and one of them only.")
    if inside == match:
        raise place.error(f"“{match}” stands within “{match}” already: put its conditions there.")
    members = tuple(_member(item, Match(match), inside) for item in listed(place.inside(parts[match], match)))
    if inside and len(members) < 2:
        raise place.error("A group within a group has two conditions or more.")
    return Group(Match(match), members) if members else Group()


def _member(place: Place, match: Match, inside: Match | None) -> Condition | Group:
    parts = mapping(place)
    if len(parts) != 1:
        raise place.error("One condition on each line, such as “- age: {is more than: 2 hours}”.")
    name = next(iter(parts))
    if name not in Match.values:
        return _condition(place, name)
    if inside:
        raise place.error("Groups stand in groups one level deep.")
    return read_group(place, inside=match)


def _condition(place: Place, fact: str) -> Condition:
    asked = place.inside(mapping(place)[fact], fact)
    compared = mapping(asked)
    if len(compared) != 1:
        raise asked.error(f"Say how “{fact}” is compared, such as “{fact}: {{is: ...}}”.")
    operator, value = next(iter(compared.items()))
    try:
        return conditions.condition(fact, operator, plain(value))
    except BadFact as error:
        raise asked.inside(value, operator).error(str(error)) from error


def _check_names(criteria: Criteria) -> None:
    """Whoever is named must be there. Files that name no team at all mean those of the portal."""
    teams, types = {team.key for team in criteria.teams}, {about.key for about in criteria.issue_types}
    for about in criteria.issue_types:
        _known(f"issue type “{about.key}”", "team", [about.team], teams)
    for route in criteria.routes:
        _known(f"route “{route.key}”", "team", [route.team], teams)
        _known(f"route “{route.key}”", "issue type", route.issue_types, types)
    for tree in criteria.trees:
        _known(f"tree “{tree.key}”", "issue type", tree.issue_types, types)
        _known(f"tree “{tree.key}”", "team", [outcome.team for outcome in tree.outcomes], teams)


def _known(where: str, what: str, named: Collection[str], known: Collection[str]) -> None:
    for name in named:
        if name and known and name not in known:
            raise CriteriaError(f"The {where} names the {what} “{name}”, which is not among: {', '.join(known)}.")
