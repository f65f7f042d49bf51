"""What a message may be about, and who handles it: all that ranking chooses among."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalation.criteria.definition import Criteria


@dataclass(frozen=True)
class Subject:
    """One thing that messages are about: a team's work as a whole, or an issue type."""

    key: str
    team: str  # who handles it; nothing where only routes say so
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    issue_type: str = ""
    learned: tuple[str, ...] = ()  # openings of resolved tickets


@dataclass(frozen=True)
class Likeness:
    """How well a text fits one subject (about 0 to 1.5), which of its words say so, and what topic both sound like."""

    subject: Subject
    score: float
    words: tuple[str, ...] = ()
    topic: str = ""


def subjects_of(criteria: Criteria, learned: Mapping[str, Sequence[str]]) -> list[Subject]:
    """Each described team, and each issue type that leads somewhere; `learned` has openings of tickets by team."""
    routed = {key: route.team for route in reversed(criteria.routes) for key in route.issue_types}
    in_trees = {key for tree in criteria.trees for key in tree.issue_types}
    teams = [
        Subject(
            f"team {each.key}",
            each.key,
            each.name,
            each.description,
            each.examples,
            "",
            tuple(learned.get(each.key, ())),
        )
        for each in criteria.teams
        if each.description or each.examples or learned.get(each.key)
    ]
    types = [
        Subject(f"type {each.key}", team, each.name, each.description, each.examples, each.key)
        for each in criteria.issue_types
        if (team := each.team or routed.get(each.key, "")) or each.key in in_trees
    ]
    return teams + types
