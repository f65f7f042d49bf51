"""The quick-reference chart of a team: everything that comes to it, on one page, and where the rest goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from escalation.criteria.conditions import Named, in_words
from escalation.criteria.definition import Criteria, Ending, IssueTypeText, Route, TeamText, Tree

MOST_WAYS = 4  # to one outcome that stand on a chart


@dataclass(frozen=True)
class ChartLine:
    """One way by which something comes to a team."""

    what: str
    when: str  # in words; nothing where there is no condition
    why: str
    handoff_type: str
    examples: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()  # through the questions of a tree


@dataclass(frozen=True)
class Chart:
    about: TeamText
    lines: list[ChartLine]
    triggers: list[ChartLine]  # that call for such a handoff, suggest or forbid it
    elsewhere: list[TeamText]  # the other teams that are described

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.about.description)


def chart_of(team: str, criteria: Criteria) -> Chart | None:
    """The chart of one team by its short name; None where the criteria do not name it."""
    about = next((each for each in criteria.teams if each.key == team), None)
    if about is None:
        return None
    lines = [*_by_type(team, criteria), *_by_route(team, criteria), *_by_tree(team, criteria)]
    elsewhere = [each for each in criteria.teams if each.key != team and each.description]
    return Chart(about, lines, list(_triggers(criteria, {line.handoff_type for line in lines})), elsewhere)


def _triggers(criteria: Criteria, handoff_types: set[str]) -> Iterator[ChartLine]:
    for trigger in criteria.triggers:
        if trigger.when.members and trigger.handoff_type in handoff_types:
            what = f"{trigger.verdict.label}: {trigger.name}"
            yield ChartLine(what, in_words(trigger.when, criteria.names), trigger.why, trigger.handoff_type)


def _by_type(team: str, criteria: Criteria) -> Iterator[ChartLine]:
    for about in criteria.issue_types:
        if about.team == team:
            yield ChartLine(about.name, "the ticket is of this issue type", about.description, "", about.examples)


def _by_route(team: str, criteria: Criteria) -> Iterator[ChartLine]:
    types = {about.key: about for about in criteria.issue_types}
    for route in criteria.routes:
        if route.team == team:
            yield ChartLine(route.name, _route_when(route, types, criteria.names), route.why, route.handoff_type)


def _route_when(route: Route, types: dict[str, IssueTypeText], names: Named) -> str:
    if route.takes_the_rest:
        return "nothing else fits"
    named = [types[key].name if key in types else key for key in route.issue_types]
    about = f"it is about {' or '.join(named)}" if named else ""
    said = f"it says {' or '.join(f'“{word}”' for word in route.words)}" if route.words else ""
    either = " or ".join(part for part in (about, said) if part)
    return " and ".join(part for part in (in_words(route.when, names), either) if part)


def _by_tree(team: str, criteria: Criteria) -> Iterator[ChartLine]:
    for tree in criteria.trees:
        for outcome in tree.outcomes:
            if outcome.ending == Ending.HAND_OVER and outcome.team == team:
                ways = _first_ways(tree, outcome.key)
                yield ChartLine(outcome.name, f"{tree.name}:", outcome.guidance, outcome.handoff_type, ways=ways)


def _first_ways(tree: Tree, outcome: str) -> tuple[str, ...]:
    """Every way through the questions that leads there; of very many the first."""
    ways = list(islice(_ways(tree, outcome), MOST_WAYS + 1))
    more = ["in other ways"] if len(ways) > MOST_WAYS else []
    return (*ways[:MOST_WAYS], *more)


def _ways(tree: Tree, outcome: str) -> Iterator[str]:
    questions = {question.key: question for question in tree.questions}

    def onward(key: str, said: tuple[str, ...]) -> Iterator[str]:
        if key == outcome:
            yield " → ".join(said)
        elif key in questions and len(said) < len(questions):  # a longer way goes round in a circle
            for answer in questions[key].answers:
                yield from onward(answer.then, (*said, f"{questions[key].text} {answer.label}"))

    if tree.questions:
        yield from onward(tree.questions[0].key, ())
