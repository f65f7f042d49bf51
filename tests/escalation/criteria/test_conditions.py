"""When a condition holds, what cannot be asked, and how it reads."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from escalation.criteria.conditions import condition, holds, in_words
from escalation.criteria.definition import Condition, Group, Match, Operator
from escalation.facts import FACTS, BadFact, facts_from
from tests.escalation.criteria import made

FACTS_OF_ONE = facts_from(
    {
        "plan": "enterprise",
        "issue_type": ["slow-pages", "performance"],
        "age": "3 hours",
        "handoffs": 2,
        "has_error_code": False,
        "words": "Pages are SLOW; for all users, since Monday",
    }
)


@pytest.mark.parametrize(
    ("fact", "operator", "value", "so"),
    [
        ("plan", "is", "enterprise", True),
        ("plan", "is not", "enterprise", False),
        ("plan", "is one of", ["team", "enterprise"], True),
        ("plan", "is none of", ["team", "free"], True),
        ("issue_type", "is", "performance", True),
        ("issue_type", "is not", "performance", False),
        ("issue_type", "is one of", ["billing", "slow-pages"], True),
        ("issue_type", "is none of", ["billing", "slow-pages"], False),
        ("age", "is more than", "3 hours", False),
        ("age", "is at least", "180 minutes", True),
        ("age", "is less than", "1 day", True),
        ("age", "is at most", "2 hours", False),
        ("handoffs", "is", 2, True),
        ("handoffs", "is not", 2, False),
        ("handoffs", "is more than", 1.5, True),
        ("has_error_code", "is", False, True),
        ("words", "contain any of", ["slow", "timeout"], True),
        ("words", "contain all of", ["slow", "timeout"], False),
        ("words", "contain none of", ["low", "timeout"], True),
        ("words", "contain any of", ["for all   USERS"], True),
        ("sentiment", "is", "neutral", False),
        ("sentiment", "is not", "neutral", False),
        ("sentiment", "is known", False, True),
        ("plan", "is known", True, True),
    ],
)
def test_a_condition_holds(fact: str, operator: str, value: Any, so: bool) -> None:
    assert holds(condition(fact, operator, value), FACTS_OF_ONE) is so


@made.patient
@given(of=made.conditions())
def test_nothing_holds_of_an_unknown_fact_but_that_it_is_unknown(of: Condition) -> None:
    assert holds(of, {}) is (of.operator == Operator.KNOWN and of.value is False)


@made.patient
@given(of=made.groups())
def test_every_group_reads_as_a_sentence(of: Group) -> None:
    words = in_words(of)

    assert bool(words) == bool(of.members)
    assert all(FACTS[member.fact].label in words for member in of.members if isinstance(member, Condition))


@pytest.mark.parametrize(("match", "so"), [(Match.ALL, False), (Match.ANY, True)])
def test_a_group_holds_by_all_or_any(match: Match, so: bool) -> None:
    members = (condition("plan", "is", "enterprise"), condition("plan", "is", "free"))

    assert holds(Group(match, members), FACTS_OF_ONE) is so
    assert holds(Group(match), FACTS_OF_ONE)


def test_groups_stand_in_groups() -> None:
    inner = Group(Match.ANY, (condition("plan", "is", "free"), condition("plan", "is", "enterprise")))
    outer = Group(Match.ALL, (condition("age", "is more than", "2 hours"), inner))

    assert holds(outer, FACTS_OF_ONE)
    assert not holds(outer, {**FACTS_OF_ONE, "age": timedelta(hours=1)})
    assert in_words(outer) == "age is more than 2 hours and (plan is Free or plan is Enterprise)"


@pytest.mark.parametrize(
    ("fact", "operator", "value", "message"),
    [
        ("mood", "is", "bad", "There is no fact “mood”"),
        ("plan", "is more than", 2, "“plan” cannot be compared by “is more than”"),
        ("plan", "is", "gold", "“gold” is no plan"),
        ("age", "is more than", 2, "“2” is no length of time"),
        ("age", "is more than", "999999999 days", "longer than anything here lasts"),
        ("handoffs", "is", "two", "“handoffs” is a number"),
        ("has_error_code", "is", "yes", "is true or false"),
        ("plan", "is known", "perhaps", "is true or false"),
        ("words", "contain any of", [], "at least one value"),
        ("words", "contain any of", [" "], "is text"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(fact: str, operator: str, value: Any, message: str) -> None:
    with pytest.raises(BadFact) as raised:
        condition(fact, operator, value)

    assert message in str(raised.value)
