"""All criteria as plain values: what rows, a revision and a YAML file say alike. No database.

Teams, issue types and handoff types are named by their short names (slugs).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TypeAlias

from django.db.models import TextChoices

Value: TypeAlias = str | int | float | bool | timedelta | tuple[str, ...]


class Match(TextChoices):
    ALL = "all", "All of these"
    ANY = "any", "Any of these"


class Operator(TextChoices):
    """How a fact is compared. Which fit which kind of fact: `conditions.OPERATORS`."""

    IS = "is", "is"
    IS_NOT = "is not", "is not"
    ONE_OF = "is one of", "is one of"
    NONE_OF = "is none of", "is none of"
    MORE_THAN = "is more than", "is more than"
    AT_LEAST = "is at least", "is at least"
    LESS_THAN = "is less than", "is less than"
    AT_MOST = "is at most", "is at most"
    CONTAINS_ANY = "contain any of", "contain any of"
    CONTAINS_ALL = "contain all of", "contain all of"
    CONTAINS_NONE = "contain none of", "contain none of"
    KNOWN = "is known", "is known"


class Verdict(TextChoices):
    """What a trigger that fires says of a handoff of its type."""

    CALLS_FOR = "calls for", "Calls for"
    SUGGESTS = "suggests", "Suggests"
    FORBIDS = "forbids", "Forbids"


class Ending(TextChoices):
    """How a walk through a tree ends."""

    HAND_OVER = "hand over", "Hand it over"
    KEEP = "keep", "Keep it and go on"
    MONITOR = "monitor", "Watch it and ask again later"


@dataclass(frozen=True)
class Condition:
    """One fact compared with one value: `age`, `is more than`, two hours."""

    fact: str
    operator: Operator
    value: Value


@dataclass(frozen=True)
class Group:
    """All or any of its members, which may be groups of the other kind, one level deep. An empty one always holds."""

    match: Match = Match.ALL
    members: "tuple[Condition | Group, ...]" = ()


@dataclass(frozen=True)
class TeamText:
    """What a team is there for, in the words people use when they need it."""

    key: str
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class IssueTypeText:
    """What an issue type means, in customers' words, and the team that knows about it (or nothing)."""

    key: str
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    team: str = ""


@dataclass(frozen=True)
class Trigger:
    """Where the conditions hold, a handoff of this type is called for, suggested or forbidden."""

    key: str
    name: str
    verdict: Verdict
    handoff_type: str
    when: Group
    why: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class Route:
    """Where an issue goes. It fits a ticket whose facts hold and that is of one of the types or says one of the words;
    a route that names neither asks for the facts alone. Of several that fit the first counts. One that asks for nothing
    takes the rest, wherever it stands: what nobody is sure of goes there."""

    key: str
    name: str
    team: str
    handoff_type: str = ""
    when: Group = Group()
    issue_types: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    why: str = ""
    is_active: bool = True

    @property
    def takes_the_rest(self) -> bool:
        return not (self.when.members or self.issue_types or self.words)


@dataclass(frozen=True)
class Answer:
    """One way out of a question: chosen by an agent, or by the question's fact where `operator` is given."""

    label: str
    then: str  # the key of a question or an outcome
    operator: Operator | None = None
    value: Value | None = None


@dataclass(frozen=True)
class Question:
    """Asked of an agent, unless its fact is known; with `asks_otherwise`, unless an answer's comparison holds."""

    key: str
    text: str
    answers: tuple[Answer, ...]
    fact: str = ""
    help_text: str = ""
    asks_otherwise: bool = False


@dataclass(frozen=True)
class Outcome:
    """What to do. A hand-over names team and handoff type; monitoring names how long."""

    key: str
    name: str
    ending: Ending
    team: str = ""
    handoff_type: str = ""
    guidance: str = ""
    article: str = ""  # the address of a page that helps
    monitor_for: timedelta | None = None

    @property
    def link(self) -> str:
        """The article's address where it is one that leads to a page; nothing for javascript: and its like."""
        address = self.article.strip()
        here = address.startswith("/") and not address.startswith(("//", "/\\"))
        return address if here or address.lower().startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Tree:
    """A decision tree for some issue types; it begins with its first question. Of two for one type the first counts."""

    key: str
    name: str
    issue_types: tuple[str, ...]
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    is_active: bool = True


@dataclass(frozen=True)
class Criteria:
    """Everything that decides who handles what. Triggers and routes stand in the order in which they count."""

    teams: tuple[TeamText, ...] = ()
    issue_types: tuple[IssueTypeText, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    routes: tuple[Route, ...] = ()
    trees: tuple[Tree, ...] = ()

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """What issue types and teams are called where conditions name them, by fact and by short name."""
        return {
            "issue_type": {each.key: each.name for each in self.issue_types},
            "team": {each.key: each.name for each in self.teams},
        }

    def switched_on(self) -> "Criteria":
        """Without what is switched off: only that may decide anything."""
        return replace(
            self,
            triggers=tuple(each for each in self.triggers if each.is_active),
            routes=tuple(each for each in self.routes if each.is_active),
            trees=tuple(each for each in self.trees if each.is_active),
        )
