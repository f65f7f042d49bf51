"""The facts as a form offers them: with the comparisons that fit, and the values there are, by what they are called."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalation.criteria.conditions import OPERATORS
from escalation.criteria.definition import Operator
from escalation.facts import FACTS, Fact, Kind
from tickets.models import IssueType, Team

MOST = 300  # values in a list; beyond these one types


@dataclass(frozen=True)
class Offered:
    """One fact. `values` are what is read and chosen; there are none where anything may come."""

    fact: Fact
    values: Sequence[str]

    @property
    def operators(self) -> Sequence[Operator]:
        return OPERATORS[self.fact.kind]


class ValueNames:
    """What the values of facts are called, and what is meant by a name. Rows keep short names; whoever edits them reads
    and writes names."""

    def __init__(self, named: Mapping[str, Mapping[str, str]]) -> None:
        self.named = {**{fact.key: dict(fact.choices) for fact in FACTS.values() if fact.choices}, **named}

    def shown(self, fact: str, value: str) -> str:
        """A value as a row keeps it, of several one on each line, in names."""
        called = self._called(fact)
        return "\n".join(called.get(line.strip(), line) for line in value.splitlines())

    def kept(self, fact: str, typed: str) -> str:
        """What somebody typed or chose, in short names; what is called so nowhere stays as it is."""
        meant = {name.casefold(): slug for slug, name in self._called(fact).items()}
        return "\n".join(meant.get(line.strip().casefold(), line) for line in typed.splitlines())

    def of(self, fact: str) -> list[str]:
        told = FACTS[fact].told
        return [name for value, name in self._called(fact).items() if not told or value in told]

    def _called(self, fact: str) -> dict[str, str]:
        """Of two that are called the same each is told by its short name, too."""
        named = self.named.get(fact, {})
        times = Counter(name.casefold() for name in named.values())
        return {slug: f"{name} ({slug})" if times[name.casefold()] > 1 else name for slug, name in named.items()}


def value_names() -> ValueNames:
    """Of all facts. Two queries: issue types and teams are whatever there is."""
    return ValueNames(
        {
            key: dict(model.objects.order_by("-is_active", "name").values_list("slug", "name"))
            for key, model in (("issue_type", IssueType), ("team", Team))
        }
    )


def offered() -> list[Offered]:
    """Every fact."""
    names = value_names()
    return [
        Offered(fact, ["yes", "no"] if fact.kind == Kind.YES_NO else names.of(fact.key)[:MOST])
        for fact in FACTS.values()
    ]
