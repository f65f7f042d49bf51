"""What decides where a ticket goes: the route, the question of a tree, or the issue type. No database."""

from dataclasses import dataclass

from escalation.criteria.decision_tree import walk
from escalation.criteria.definition import Criteria, Question, Tree
from escalation.criteria.rules import route_for
from escalation.facts import Facts
from escalation.routing import rules


@dataclass(frozen=True, order=True)
class Criterion:
    """One thing in the criteria, by a key that is kept and a name that people read."""

    key: str  # route:sso, question:slow-pages/how-many, type:billing; nothing where nothing decides
    name: str


NOTHING = Criterion("", "Nothing in the criteria")


def deciding(criteria: Criteria, facts: Facts) -> Criterion:
    """Of a ticket with these facts; of a tree the question that the facts lead to last."""
    if route := route_for(criteria.routes, facts):
        return Criterion(f"route:{route.key}", f"Route “{route.name}”")
    types = rules.types_in(facts)
    for key in types:
        if tree := rules.tree_of_type(criteria, key):
            walked = walk(tree, facts)
            last = walked.steps[-1].question if walked.steps else walked.asks
            if last:
                return of_question(tree, last)
    known = {about.key: about for about in criteria.issue_types if about.team}
    about = next((known[key] for key in types if key in known), None)
    return Criterion(f"type:{about.key}", f"Issue type “{about.name}”") if about else NOTHING


def of_question(tree: Tree, question: Question) -> Criterion:
    """A question of a tree."""
    return Criterion(f"question:{tree.key}/{question.key}", f"“{question.text}” in “{tree.name}”")


def names_in(criteria: Criteria) -> dict[str, str]:
    """The name of everything that could decide, by its key."""
    found = [Criterion(f"route:{route.key}", f"Route “{route.name}”") for route in criteria.routes]
    found += [Criterion(f"type:{about.key}", f"Issue type “{about.name}”") for about in criteria.issue_types]
    found += [Criterion(f"trigger:{each.key}", f"Trigger “{each.name}”") for each in criteria.triggers]
    found += [of_question(tree, question) for tree in criteria.trees for question in tree.questions]
    return {each.key: each.name for each in [*found, NOTHING]}
