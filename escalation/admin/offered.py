"""The facts as a form offers them: with the comparisons that fit, and the values there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.criteria.conditions import OPERATORS
from escalation.criteria.definition import Operator
from escalation.facts import FACTS, Fact, Kind
from tickets.models import IssueType, Team

MOST = 300  # values in a list; beyond these one types


@dataclass(frozen=True)
class Offered:
    """One fact. `values` are pairs of what is kept and what is read; there are none where anything may come."""

    fact: Fact
    values: Sequence[tuple[str, str]]

    @property
    def operators(self) -> Sequence[Operator]:
        return OPERATORS[self.fact.kind]


def offered() -> list[Offered]:
    """Every fact. Two queries: issue types and teams are whatever is in use."""
    named = {
        model_of: [
            (slug, f"{name} ({slug})")
            for slug, name in model.objects.filter(is_active=True).order_by("name").values_list("slug", "name")[:MOST]
        ]
        for model_of, model in (("issue_type", IssueType), ("team", Team))
    }
    return [Offered(fact, named.get(fact.key) or _values(fact)) for fact in FACTS.values()]


def _values(fact: Fact) -> list[tuple[str, str]]:
    if fact.kind == Kind.YES_NO:
        return [("yes", "yes"), ("no", "no")]
    return list(fact.choices.items())
