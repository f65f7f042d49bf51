"""What is worth a look in the rules."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.criteria import STARTER
from escalation.criteria.conditions import condition
from escalation.criteria.definition import Criteria, Group, Match, Route, Trigger, Verdict
from escalation.criteria.reading import read_criteria
from escalation.criteria.reports import is_impossible, reports
from escalation.criteria.tree_problems import telling_values
from escalation.facts import fact, facts_from

FREE = Group(Match.ALL, (condition("plan", "is", "free"),))
ROUTE = Route("money", "Money", "billing", words=("refund", "invoice"))
REST = Route("rest", "Everything else", "tier-1")
TRIGGER = Trigger("free", "Free plan", Verdict.CALLS_FOR, "escalation", FREE)
TICKETS = [facts_from({"plan": "free", "words": "A refund for our slow pages"})] * 100


def about(*rules: Trigger | Route, tickets: Any = ()) -> list[str]:
    triggers = tuple(rule for rule in rules if isinstance(rule, Trigger))
    routes = tuple(rule for rule in rules if isinstance(rule, Route))
    return reports(Criteria(triggers=triggers, routes=(*routes, REST)), tickets)


@pytest.mark.parametrize(
    ("first", "second", "impossible"),
    [
        (("age", "is more than", "2 hours"), ("age", "is less than", "1 hour"), True),
        (("age", "is more than", "1 hour"), ("age", "is less than", "2 hours"), False),
        (("age", "is more than", "1 hour"), ("age", "is at most", "1 hour"), True),
        (("plan", "is", "free"), ("plan", "is", "team"), True),
        (("plan", "is", "free"), ("plan", "is not", "team"), False),
        (("issue_type", "is", "a"), ("issue_type", "is", "b"), False),
        (("handoffs", "is", 2), ("handoffs", "is at least", 3), True),
        (("sentiment", "is known", False), ("sentiment", "is", "neutral"), True),
        (("words", "contain any of", ["a"]), ("words", "contain none of", ["a"]), True),
        (("words", "contain all of", list("abcdefgh")), ("words", "contain any of", ["x", "y"]), False),
        (("words", "contain all of", list("abcdefgh")), ("words", "contain none of", ["x"]), False),
        (("words", "contain all of", list("abcdefgh")), ("words", "contain none of", ["x", "h"]), True),
        (("error_code", "is one of", list("abcdefgh")), ("error_code", "is none of", list("abcdefg")), False),
    ],
)
def test_conditions_that_exclude_each_other_are_found(first: Any, second: Any, impossible: bool) -> None:
    pair = (condition(*first), condition(*second))

    assert is_impossible(Group(Match.ALL, pair)) is impossible
    assert not is_impossible(Group(Match.ANY, pair))


@pytest.mark.parametrize(
    ("earlier", "later", "unreachable"),
    [
        (ROUTE, replace(ROUTE, key="less", name="Less", words=("refund",)), True),
        (ROUTE, replace(ROUTE, key="more", name="More", words=("refund", "card")), False),
        (ROUTE, replace(ROUTE, key="free", name="Free", when=FREE), True),
        (replace(ROUTE, when=FREE), replace(ROUTE, key="all", name="All"), False),
        (replace(ROUTE, issue_types=("billing",)), replace(ROUTE, key="by", name="By words"), True),
    ],
)
def test_a_route_that_nothing_comes_to_is_found(earlier: Route, later: Route, unreachable: bool) -> None:
    assert any("is never reached" in sentence for sentence in about(earlier, later)) is unreachable


def test_what_takes_the_rest_hides_only_another_that_does() -> None:
    def hidden(*routes: Route) -> bool:
        return any("is never reached" in sentence for sentence in reports(Criteria(routes=routes), []))

    assert not hidden(REST, ROUTE)
    assert hidden(ROUTE, REST, replace(REST, key="again"))


def test_where_nobody_does_triage_it_is_said() -> None:
    without, with_it = Criteria(routes=(ROUTE,)), Criteria(routes=(ROUTE, REST))

    assert any("No route takes the rest" in sentence for sentence in reports(without, []))
    assert reports(with_it, []) == reports(Criteria(), []) == []


def test_two_trees_for_one_issue_type_are_found() -> None:
    trees = read_criteria("trees: {a: {name: A, issue_types: [x, y]}, b: {name: B, issue_types: [y]}}").trees

    assert reports(Criteria(trees=trees), []) == ["Trees “A” and “B” are both for the issue type “y”: “A” counts."]


def test_what_is_shipped_needs_no_second_look() -> None:
    assert reports(read_criteria(STARTER.read_text()), []) == []


def test_rules_that_never_counted_are_found_where_there_are_enough_tickets() -> None:
    team = replace(TRIGGER, when=Group(Match.ALL, (condition("plan", "is", "team"),)))
    parcels = Route("parcels", "Parcels", "post", words=("parcel",))

    assert about(team, parcels, tickets=TICKETS) == [
        "Trigger “Free plan” fired for none of the last 100 tickets.",
        "Route “Parcels” fitted none of the last 100 tickets.",
    ]
    assert about(team, parcels, tickets=TICKETS[:99]) == []


def test_routes_that_overlap_and_triggers_that_contradict_are_found() -> None:
    slow = Route("slow", "Slow", "tier-2", words=("slow",))
    forbids = replace(TRIGGER, key="no", name="No", verdict=Verdict.FORBIDS)

    overlap, contradiction = about(ROUTE, slow, TRIGGER, forbids, tickets=TICKETS)
    assert overlap.startswith("Routes “Money” and “Slow” lead to different teams, and both fitted 100 of the last 100")
    assert (
        contradiction
        == "Triggers “Free plan” and “No” said the opposite of each other for 100 of the last 100 tickets."
    )
    assert about(ROUTE, replace(slow, team="billing"), TRIGGER, tickets=TICKETS) == []


def test_a_trigger_without_conditions_is_found() -> None:
    assert about(replace(TRIGGER, when=Group())) == ["Trigger “Free plan” has no condition, so it never fires."]


def test_many_phrases_are_judged_at_once() -> None:
    phrases = tuple(f"phrase {number}" for number in range(60))
    pair = (condition("words", "contain any of", list(phrases)), condition("words", "contain none of", ["another"]))

    assert len(list(telling_values(fact("words"), [each.value for each in pair]))) < 200
    assert not is_impossible(Group(Match.ALL, pair))


def test_what_is_shipped_has_nothing_to_look_at() -> None:
    assert reports(read_criteria(STARTER.read_text()), []) == []
