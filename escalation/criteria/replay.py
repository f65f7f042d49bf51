"""The last tickets once more, under the draft instead of what is live: what would change, with the way. No database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from escalation.criteria.conditions import in_words
from escalation.criteria.decision_tree import NoSuchAnswer, Walk, walk
from escalation.criteria.definition import Criteria, Ending, Outcome, Tree, Trigger, Verdict
from escalation.criteria.live import tree_for
from escalation.criteria.rules import fired, route_for
from escalation.criteria.tree_problems import problems
from escalation.facts import Facts


@dataclass(frozen=True)
class Case:
    """One ticket as it is replayed: its facts and an agent's answers when it was decided, and what was done with it."""

    ticket: int
    facts: Facts
    answers: Mapping[str, str]
    was_handed_over: bool  # to another team, and it did not come back


@dataclass(frozen=True)
class Said:
    """What one version of the criteria says of a ticket, and how it came to it."""

    words: str
    hands_over: bool
    path: tuple[str, ...]
    team: str = ""  # the short name of where it goes, if anywhere
    handoff_type: str = ""
    fired: tuple[tuple[str, str, str], ...] = ()  # of each trigger what it says, of which handoff type, and its name
    binding: frozenset[tuple[str, str]] = frozenset()  # what those that do not only suggest say of which handoff type

    @property
    def whither(self) -> tuple[object, ...]:
        """What comes of it, however it is worded."""
        return self.hands_over, self.team, self.handoff_type, self.binding

    @property
    def shown(self) -> tuple[object, ...]:
        """All that an agent is told, except how it was come to."""
        return self.words, self.whither, self.fired


class Effect(Enum):
    """Of a change, judged by what people did in the end. The order is that of the report."""

    AVOIDED = "Unnecessary handoff avoided"
    ADDED = "Missed handoff added"
    LOST = "Needed handoff lost"
    UNNECESSARY = "Unnecessary handoff added"
    OTHER = "Something else is said"


GOOD = (Effect.AVOIDED, Effect.ADDED)
_EFFECTS = {  # by whether it says to hand over after the change, and whether it was
    (False, False): Effect.AVOIDED,
    (True, True): Effect.ADDED,
    (False, True): Effect.LOST,
    (True, False): Effect.UNNECESSARY,
}
_ORDER = {effect: place for place, effect in enumerate(Effect)}


@dataclass(frozen=True)
class Change:
    """One ticket for which the draft says something else."""

    case: Case
    before: Said
    after: Said

    @property
    def effect(self) -> Effect:
        if self.before.hands_over == self.after.hands_over:
            return Effect.OTHER
        return _EFFECTS[self.after.hands_over, self.case.was_handed_over]

    @property
    def is_good(self) -> bool:
        return self.effect in GOOD

    @property
    def is_bad(self) -> bool:
        return self.effect not in (*GOOD, Effect.OTHER)


@dataclass(frozen=True)
class Replay:
    """All tickets gone through, and those for which something changes."""

    tickets: int
    changes: Sequence[Change]

    @property
    def totals(self) -> list[tuple[Effect, int]]:
        """How many changes have each effect that can be judged."""
        counted = Counter(change.effect for change in self.changes)
        return [(effect, counted[effect]) for effect in _EFFECTS.values()]


def replay(cases: Sequence[Case], *, live: Criteria, draft: Criteria) -> Replay:
    """Say of each ticket what both say. Trees of the draft that have problems are left out, as they would not hold."""
    sound = tuple(tree for tree in draft.trees if not problems(tree))
    after = Criteria(triggers=draft.triggers, routes=draft.routes, trees=sound)
    compared = [Change(case, said(live, case), said(after, case)) for case in cases]
    changes = [change for change in compared if change.before.shown != change.after.shown]
    return Replay(len(cases), sorted(changes, key=lambda change: (_ORDER[change.effect], -change.case.ticket)))


def moved_percent(cases: Sequence[Case], *, before: Criteria, after: Criteria) -> float:
    """Of a hundred tickets, how many go elsewhere than they did; none where there is nothing to try it on."""
    moved = sum(said(before, case).whither != said(after, case).whither for case in cases)
    return 100 * moved / len(cases) if cases else 0.0


def said(criteria: Criteria, case: Case) -> Said:
    """What these criteria say of a ticket: its tree's outcome, else its triggers and route; and what fires besides."""
    found = fired(criteria.triggers, case.facts)
    tree = tree_for(criteria.trees, case.facts)
    walked = _walked(tree, case) if tree else None
    verdict = _by_tree(walked, walked.outcome) if walked and walked.outcome else _by_rules(criteria, case, found)
    return replace(
        verdict,
        path=(*verdict.path, *(f"{trigger.name}: {in_words(trigger.when, criteria.names)}" for trigger in found)),
        fired=tuple((trigger.verdict.label, trigger.handoff_type, trigger.name) for trigger in found),
        binding=frozenset(
            (str(trigger.verdict), trigger.handoff_type) for trigger in found if trigger.verdict != Verdict.SUGGESTS
        ),
    )


def _by_tree(walked: Walk, outcome: Outcome) -> Said:
    steps = tuple(f"{step.question.text} {step.answer.label}" for step in walked.steps)
    hands_over = outcome.ending == Ending.HAND_OVER
    return Said(outcome.name, hands_over, steps, outcome.team, outcome.handoff_type)


def _walked(tree: Tree, case: Case) -> Walk:
    """With what an agent answered, as far as the tree still asks it."""
    try:
        return walk(tree, case.facts, case.answers)
    except NoSuchAnswer:
        return walk(tree, case.facts)


def _by_rules(criteria: Criteria, case: Case, found: Sequence[Trigger]) -> Said:
    forbidden = {trigger.handoff_type for trigger in found if trigger.verdict == Verdict.FORBIDS}
    calling = [each for each in found if each.verdict == Verdict.CALLS_FOR and each.handoff_type not in forbidden]
    route = route_for(criteria.routes, case.facts)
    path = (f"Route “{route.name}”",) if route else ()
    to, by = (route.team, route.handoff_type) if route else ("", "")
    if calling:
        return Said(calling[0].name, True, path, to, calling[0].handoff_type)
    suggested = [trigger.name for trigger in found if trigger.verdict == Verdict.SUGGESTS]
    words = f"Perhaps: {suggested[0]}" if suggested else "Nothing calls for a handoff"
    return Said(words, False, path, to, by)
