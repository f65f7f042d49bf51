"""What routes, trees and triggers say of some facts. No database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from escalation.criteria import deciding
from escalation.criteria.conditions import Named, holds, in_words, value_in_words
from escalation.criteria.decision_tree import Walk, walk
from escalation.criteria.definition import Condition, Criteria, Ending, Operator, Route, Tree, Trigger, Verdict
from escalation.criteria.rules import fired, fits
from escalation.facts import Facts, FactValue, fact
from escalation.routing.answer import Advice, Candidate


def route_of_type(criteria: Criteria, issue_type: str, facts: Facts) -> Route | None:
    """The first that what is of this issue type would go by."""
    known = assuming(facts, issue_type)
    return next((route for route in criteria.routes if route.issue_types and fits(route, known)), None)


def tree_of_type(criteria: Criteria, issue_type: str) -> Tree | None:
    return next((tree for tree in criteria.trees if issue_type in tree.issue_types), None)


def types_in(facts: Facts) -> tuple[str, ...]:
    """The issue types that are known, the closest first."""
    known = facts.get("issue_type")
    return known if isinstance(known, tuple) else ()


def assuming(facts: Facts, issue_type: str) -> Facts:
    """The facts, as if the issue type were this one; where one is known, or none is meant, as they are."""
    if types_in(facts) or not issue_type:
        return facts
    assumed: Mapping[str, FactValue | None] = {**facts, "issue_type": (issue_type,)}
    return assumed


def goes_by_words(route: Route, facts: Facts) -> bool:
    """Whether it fits for nothing but a word that is said: what is known of the ticket does not ask for it."""
    return not route.when.members and not set(route.issue_types).intersection(types_in(facts))


def _says(route: Route, facts: Facts) -> bool:
    return bool(route.words) and holds(Condition("words", Operator.CONTAINS_ANY, route.words), facts)


def route_in_words(route: Route, facts: Facts, names: Named) -> tuple[str, ...]:
    """Why this route, in a sentence or two."""
    asked = in_words(route.when, names)
    if _says(route, facts):
        said = tuple(word for word in route.words if holds(Condition("words", Operator.CONTAINS_ANY, (word,)), facts))
        asked = " and ".join(part for part in (asked, f"it says {value_in_words(fact('words'), said, 'and')}") if part)
    elif kind := next((key for key in types_in(facts) if key in route.issue_types), ""):
        asked = " and ".join(part for part in (asked, f"issue type is {names['issue_type'].get(kind, kind)}") if part)
    first = f"Route “{route.name}”{f': {asked}' if asked else ''}."
    return (first, route.why) if route.why else (first,)


def by_tree(candidate: Candidate, criteria: Criteria, facts: Facts) -> Candidate:
    """What the tree of the candidate's issue type makes of it, as far as the facts lead."""
    tree = tree_of_type(criteria, candidate.issue_type) if candidate.issue_type else None
    if tree is None:
        return candidate
    walked = walk(tree, assuming(facts, candidate.issue_type))
    outcome = walked.outcome
    told = replace(candidate, why=(*candidate.why, *_walk_in_words(tree, walked)))
    if outcome is None:
        return replace(told, advice=Advice(None, walked.asks.text)) if walked.asks else told
    told = replace(told, handoff_type=outcome.handoff_type, advice=Advice(outcome.ending, outcome.name))
    if outcome.ending != Ending.HAND_OVER:
        return told
    names = {team.key: team.name for team in criteria.teams}
    name = names.get(outcome.team, outcome.team)
    return replace(told, team=outcome.team, name=name, criterion=deciding.by_walk(tree, walked))


def _walk_in_words(tree: Tree, walked: Walk) -> Iterator[str]:
    steps = "; ".join(f"{step.question.text} {step.answer.label}" for step in walked.steps)
    if walked.outcome:
        yield f"Tree “{tree.name}”: {steps}. It comes to “{walked.outcome.name}”."
        if walked.outcome.ending != Ending.HAND_OVER and walked.outcome.guidance:
            yield walked.outcome.guidance
    elif walked.asks:
        yield f"Tree “{tree.name}” wants to know{' next' if steps else ''}: {walked.asks.text}"


def with_triggers(candidate: Candidate, criteria: Criteria, facts: Facts) -> Candidate:
    """The handoff type that triggers call for or suggest; none where a trigger forbids it."""
    known = assuming(facts, candidate.issue_type)
    firing = fired(criteria.triggers, known)
    if not firing:
        return candidate
    why = (*candidate.why, *(_trigger_in_words(each, criteria.names) for each in firing))
    kind = _handoff_type(candidate.handoff_type, firing)
    return replace(candidate, handoff_type=kind, why=why, advice=_advice(candidate, kind, firing))


def _advice(candidate: Candidate, kind: str, firing: Sequence[Trigger]) -> Advice | None:
    """What a trigger says comes before a tree that is still asking, and one that calls for a handoff before any."""
    calling = next((each for each in firing if each.verdict == Verdict.CALLS_FOR and each.handoff_type == kind), None)
    if calling:
        return Advice(Ending.HAND_OVER, calling.name)
    against = next((each for each in firing if each.verdict == Verdict.FORBIDS), None)
    if against and not kind:
        return Advice(Ending.KEEP, against.name)
    return candidate.advice


def _handoff_type(wanted: str, firing: Sequence[Trigger]) -> str:
    forbidden = {trigger.handoff_type for trigger in firing if trigger.verdict == Verdict.FORBIDS}
    allowed = [trigger for trigger in firing if trigger.handoff_type not in forbidden]
    called = [trigger.handoff_type for trigger in allowed if trigger.verdict == Verdict.CALLS_FOR]
    suggested = [trigger.handoff_type for trigger in allowed if trigger.verdict == Verdict.SUGGESTS]
    chosen = next(iter([*called, *([wanted] if wanted else []), *suggested]), "")
    return "" if chosen in forbidden else chosen


def _trigger_in_words(trigger: Trigger, names: Named) -> str:
    because = (trigger.why or in_words(trigger.when, names)).rstrip(".")
    return f"Trigger “{trigger.name}” {trigger.verdict} {trigger.handoff_type}{f': {because}' if because else ''}."
