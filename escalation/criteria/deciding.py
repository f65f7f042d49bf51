"""What decides where a ticket goes, by a key that is kept with what was decided. No database."""

from escalation.criteria.decision_tree import Walk
from escalation.criteria.definition import Criteria, Tree

NOTHING = ""  # in the criteria
UNPUBLISHED = "unpublished"  # there were no criteria yet, as with imported handoffs


def by_route(route: str) -> str:
    return f"route:{route}"


def by_type(issue_type: str) -> str:
    return f"type:{issue_type}"


def by_trigger(trigger: str) -> str:
    return f"trigger:{trigger}"


def by_question(tree: str, question: str) -> str:
    return f"question:{tree}/{question}"


def by_walk(tree: Tree, walked: Walk) -> str:
    """The question that was answered last; before any is, the one that is asked."""
    last = walked.steps[-1].question if walked.steps else walked.asks
    return by_question(tree.key, last.key) if last else NOTHING


def names_in(criteria: Criteria) -> dict[str, str]:
    """The name, as people read it, of everything that could decide."""
    found = {by_route(route.key): f"Route “{route.name}”" for route in criteria.routes}
    found |= {by_type(about.key): f"Issue type “{about.name}”" for about in criteria.issue_types}
    found |= {by_trigger(each.key): f"Trigger “{each.name}”" for each in criteria.triggers}
    for tree in criteria.trees:
        for question in tree.questions:
            found[by_question(tree.key, question.key)] = f"“{question.text}” in “{tree.name}”"
    return {**found, NOTHING: "Nothing in the criteria", UNPUBLISHED: "Sent before anything was published, or imported"}
