"""The last tickets once more, under the draft instead of what is live: what would change, with the way. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from escalation.criteria.conditions import in_words
from escalation.criteria.decision_tree import NoSuchAnswer, Walk, walk
from escalation.criteria.definition import Criteria, Ending, Tree, Verdict
from escalation.criteria.live import tree_for
from escalation.criteria.rules import fired, route_for
from escalation.criteria.tree_problems import problems
from escalation.facts import Facts


@dataclass(frozen=True)
class Case:
    """One ticket as it is replayed: its facts, what an agent answered, and whether it was in fact handed over."""

    ticket: int
    facts: Facts
    answers: Mapping[str, str]
    was_handed_over: bool


@dataclass(frozen=True)
class Said:
    """What one version of the criteria says of a ticket, and how it came to it."""

    words: str
    hands_over: bool
    path: tuple[str, ...]
    team: str = ""  # the short name of where it goes, if anywhere

    @property
    def whither(self) -> tuple[bool, str]:
        """What comes of it, however it is worded."""
        return self.hands_over, self.team


class Effect(Enum):
    AVOIDED = "Handed over now, not by the draft"
    ADDED = "Kept now, handed over by the draft"
    OTHER = "Something else comes of it"


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
        return Effect.AVOIDED if self.before.hands_over else Effect.ADDED

    @property
    def agrees_with_what_was_done(self) -> bool:
        """Whether the draft says what people did in the end."""
        return self.after.hands_over == self.case.was_handed_over


@dataclass(frozen=True)
class Replay:
    """All tickets gone through, and those for which something changes."""

    tickets: int
    changes: Sequence[Change]

    def of(self, effect: Effect) -> list[Change]:
        return [change for change in self.changes if change.effect == effect]

    @property
    def avoided(self) -> list[Change]:
        return self.of(Effect.AVOIDED)

    @property
    def added(self) -> list[Change]:
        return self.of(Effect.ADDED)


def replay(cases: Sequence[Case], *, live: Criteria, draft: Criteria) -> Replay:
    """Say of each ticket what both say. Trees of the draft that have problems are left out, as they would not hold."""
    sound = tuple(tree for tree in draft.trees if not problems(tree))
    after = Criteria(triggers=draft.triggers, routes=draft.routes, trees=sound)
    compared = [Change(case, said(live, case), said(after, case)) for case in cases]
    changes = [change for change in compared if change.before.words != change.after.words]
    return Replay(len(cases), sorted(changes, key=lambda change: (change.effect.name, -change.case.ticket)))


def moved_percent(cases: Sequence[Case], *, before: Criteria, after: Criteria) -> float:
    """Of a hundred tickets, how many go elsewhere than they did; none where there is nothing to try it on."""
    moved = sum(said(before, case).whither != said(after, case).whither for case in cases)
    return 100 * moved / len(cases) if cases else 0.0


def said(criteria: Criteria, case: Case) -> Said:
    """What these criteria say of a ticket: its tree's outcome; where there is none, its triggers and route."""
    tree = tree_for(criteria.trees, case.facts)
    walked = _walked(tree, case) if tree else None
    if walked and walked.outcome:
        steps = tuple(f"{step.question.text} {step.answer.label}" for step in walked.steps)
        outcome = walked.outcome
        whither = f" ({outcome.team})" if outcome.team else ""
        return Said(f"{outcome.name}{whither}", outcome.ending == Ending.HAND_OVER, steps, outcome.team)
    return _by_rules(criteria, case)


def _walked(tree: Tree, case: Case) -> Walk:
    """With what an agent answered, as far as the tree still asks it."""
    try:
        return walk(tree, case.facts, case.answers)
    except NoSuchAnswer:
        return walk(tree, case.facts)


def _by_rules(criteria: Criteria, case: Case) -> Said:
    found = fired(criteria.triggers, case.facts)
    forbidden = {trigger.handoff_type for trigger in found if trigger.verdict == Verdict.FORBIDS}
    calling = [each for each in found if each.verdict == Verdict.CALLS_FOR and each.handoff_type not in forbidden]
    route = route_for(criteria.routes, case.facts)
    path = tuple(f"{trigger.name}: {in_words(trigger.when)}" for trigger in found)
    if route:
        path = (*path, f"Route “{route.name}”")
    to = route.team if route else ""
    team = f" ({to})" if to else ""
    if calling:
        return Said(f"{calling[0].name}{team}", hands_over=True, path=path, team=to)
    suggested = [trigger.name for trigger in found if trigger.verdict == Verdict.SUGGESTS]
    words = f"Perhaps: {suggested[0]}{team}" if suggested else f"Nothing calls for a handoff{team}"
    return Said(words, hands_over=False, path=path, team=to)
