"""Rules first, then what is said of teams and issue types, and nobody where that is not sure."""

import pytest

from escalation.criteria import STARTER
from escalation.criteria.reading import read_criteria
from escalation.criteria.rules import route_for
from escalation.facts import facts_from
from escalation.routing.answer import Answer
from escalation.routing.router import Router
from escalation.routing.word_vectors import word_vectors

CRITERIA = """
teams:
  billing: {name: Billing, description: "Invoices, payments and refunds.", examples: ["Why was my card charged twice?"]}
  access: {name: Access, description: "Passwords, single sign-on and locked accounts."}
  enterprise: {name: Enterprise desk}
  security: {name: Security}
  triage: {name: Triage}
issue_types:
  slow-pages: {name: Slow pages, description: "Pages that take long to load.", examples: ["The dashboard hangs"]}
  export: {name: Exports, description: "Exports to a spreadsheet that fail or are empty.", team: billing}
triggers:
  outage:
    verdict: calls for
    handoff: incident
    when: {all: [affected: {is: all}]}
    why: everybody is affected
  no-engineers:
    verdict: forbids
    handoff: to-engineering
    when: {all: [plan: {is: free}]}
routes:
  breach: {team: security, words: [ransom, stolen laptop], handoff: incident}
  big-ones: {team: enterprise, when: {all: [plan: {is: enterprise}]}, why: They have a desk of their own.}
  slow: {team: access, issue_types: [slow-pages], handoff: to-engineering}
  rest: {team: triage}
"""
ROUTER = Router(read_criteria(CRITERIA), word_vectors())


def route(text: str, **facts: object) -> Answer:
    return ROUTER.route(text, facts_from(facts))


def test_what_is_said_of_a_team_leads_there_and_the_words_say_why() -> None:
    answer = route("You charged my credit card two times, I want a refund")

    assert (answer.team, answer.abstained, answer.way) == ("billing", False, "words")
    assert "“refund”" in answer.why[0]


@pytest.mark.parametrize(
    ("text", "facts", "team"),
    [
        ("They ask for a ransom!", {}, "security"),
        ("I forgot my password", {"plan": "enterprise"}, "enterprise"),
        ("They ask for a ransom!", {"plan": "enterprise"}, "security"),  # the first route that fits counts
        ("Please help", {"issue_type": ["slow-pages"]}, "access"),
        ("Please help", {"issue_type": ["export"]}, "billing"),
    ],
)
def test_a_rule_comes_before_what_a_text_is_like(text: str, facts: dict[str, object], team: str) -> None:
    answer = route(text, **facts)

    assert (answer.team, answer.abstained, answer.way) == (team, False, "rule")


def test_beside_a_rule_the_next_best_are_named() -> None:
    answer = route("My card was charged twice, and they ask for a ransom")

    assert [each.team for each in answer.candidates][:2] == ["security", "billing"]
    sure = [candidate.confidence for candidate in answer.candidates]
    assert sure == sorted(sure, reverse=True)


def test_a_rule_against_which_another_speaks_is_less_sure() -> None:
    alone = route("They ask for a ransom!")
    against = route("They ask for a ransom!", plan="enterprise")

    assert (alone.is_contradicted, against.is_contradicted) == (False, True)
    assert alone.confidence > 0.9 > against.confidence
    assert [each.team for each in against.candidates[:2]] == ["security", "enterprise"]
    assert "Route “big-ones” fits too: Enterprise desk." in against.why


def test_a_word_against_all_the_rest_of_a_text_is_less_sure() -> None:
    answer = route("I forgot my password and the account is locked. Is that a ransom?")

    assert (answer.team, answer.is_contradicted) == ("security", True)
    assert answer.others[0].team == "access"


def test_what_the_text_says_stands_where_a_fact_is_not_known() -> None:
    answer = ROUTER.route("Every page is slow to load, for everybody here", {"affected": None, "error_code": None})

    assert answer.chosen is not None
    assert answer.chosen.handoff_type == "incident"


def test_a_trigger_without_conditions_never_fires() -> None:
    always = "triggers: {always: {verdict: calls for, handoff: incident, when: {all: []}}}"
    criteria = f"{always}\nroutes: {{r: {{team: a, words: [b]}}}}"

    answer = Router(read_criteria(criteria), word_vectors()).route("b")

    assert answer.chosen is not None
    assert answer.chosen.handoff_type == ""


def test_what_takes_the_rest_takes_it_wherever_it_stands() -> None:
    criteria = read_criteria("routes: {rest: {team: a}, money: {team: b, words: [refund]}}")
    router = Router(criteria, word_vectors())

    assert (router.route("refund").team, router.route("hello").team) == ("b", "a")
    assert route_for(criteria.routes, {"words": "refund"}) == criteria.routes[1]
    assert route_for(criteria.routes, {"words": "hello"}) is None


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("please restore my password", "tier-2"),
        ("we lost data: please restore our data from yesterday", "engineering"),
        ("customer can't log in with okta", "tier-2"),
        ("Happy birthday to the whole team", "tier-1"),
    ],
)
def test_what_is_shipped_answers_ordinary_sentences(text: str, team: str) -> None:
    assert Router(read_criteria(STARTER.read_text()), word_vectors()).route(text).team == team


def test_a_rule_says_its_reason() -> None:
    assert route("Hello", plan="enterprise").why == (
        "Route “big-ones”: plan is Enterprise.",
        "They have a desk of their own.",
    )


def test_an_issue_type_that_a_text_is_like_goes_by_its_route() -> None:
    answer = route("The pages are terribly slow to load")

    assert answer.chosen is not None
    assert (answer.team, answer.chosen.handoff_type, answer.chosen.route) == ("access", "to-engineering", "slow")


@pytest.mark.parametrize("text", ["", "!!!", "Happy birthday to the whole team", "What is the capital of Mongolia"])
def test_what_is_like_nothing_goes_to_triage(text: str) -> None:
    answer = route(text)

    assert (answer.team, answer.abstained, answer.chosen) == ("triage", True, None)
    assert answer.why[0]


def test_without_a_team_for_the_rest_nobody_is_named() -> None:
    criteria = "teams: {billing: {name: Billing, description: Invoices}}"

    assert Router(read_criteria(criteria), word_vectors()).route("Happy birthday").team == ""


@pytest.mark.parametrize(
    ("facts", "handoff_type"),
    [
        ({}, "to-engineering"),
        ({"affected": "all"}, "incident"),  # a trigger calls for it
        ({"plan": "free"}, ""),  # a trigger forbids the route's
        ({"plan": "free", "affected": "all"}, "incident"),
    ],
)
def test_triggers_have_the_last_word_on_the_handoff_type(facts: dict[str, object], handoff_type: str) -> None:
    answer = route("The pages are terribly slow to load", **facts)

    assert answer.chosen is not None
    assert answer.chosen.handoff_type == handoff_type


def test_confidence_falls_from_candidate_to_candidate() -> None:
    sure = [candidate.confidence for candidate in route("invoice or password, who knows").candidates]

    assert len(sure) > 1
    assert sure == sorted(sure, reverse=True)


def test_criteria_without_anything_answer_that_nothing_fits() -> None:
    answer = Router(read_criteria(""), word_vectors()).route("Cannot log in")

    assert (answer.abstained, answer.candidates) == (True, ())


def test_what_is_said_of_issue_types_calls_them_by_their_names() -> None:
    by_type = route("hello", issue_type="slow-pages")
    asks = "{issue_type: {is: slow-pages}}"
    named = CRITERIA.replace("{all: [affected: {is: all}]}", f"{{all: [{asks}]}}").replace(
        "    why: everybody is affected\n", ""
    )
    fired = Router(read_criteria(named), word_vectors()).route("hello", facts_from({"issue_type": "slow-pages"}))

    assert "Route “slow”: issue type is Slow pages." in by_type.why
    assert "Trigger “outage” calls for incident: issue type is Slow pages." in fired.why
