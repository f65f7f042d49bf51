"""Where the criteria confuse people: what is counted, by what decided it, and who sees it."""

from datetime import timedelta
from typing import Any

import pytest

from escalation import handoffs
from escalation.criteria.definition import Ending
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.criteria.walks import decide
from escalation.engine import climbing
from escalation.models import DrillCase, HandoffType, ReturnReason, StepAction
from metrics.reports import drill_answers
from metrics.reports.clarity import Line, Trouble, clarity, found_since
from tests.clock import NOON, SettableClock
from tests.factories import (
    BotFactory,
    HandoffTypeFactory,
    escalation_policy,
    open_ticket,
)
from tests.metrics.confusion import CRITERIA, SINCE, drilled, hand_over, member, opened, wrong_team
from tickets.models import IssueType, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("confusing")]


def lines() -> dict[str, Line]:
    return {line.key: line for line in clarity(SINCE)}


def counts() -> dict[str, dict[Trouble, int]]:
    return {key: line.counts for key, line in lines().items()}


def test_a_return_for_the_wrong_team_counts_for_the_route_that_decides() -> None:
    wrong_team()
    sent = hand_over(opened("okta again"), "billing")
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="Which user?", by=member("billing"))

    assert counts() == {"route:sso": {Trouble.OVERRIDE: 2, Trouble.WRONG_TEAM: 1}}
    assert lines()["route:sso"].name == "Route “Signing in”"


def test_an_overridden_walk_counts_for_the_question_that_led_there() -> None:
    ticket = opened("Everything is slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    said = {"tree": "slow-pages", "answers": {"how-many": "One"}, "by": member("front")}
    decide(ticket, at=NOON, instead=Ending.HAND_OVER, reason="They are our largest.", **said)  # type: ignore[arg-type]

    assert counts() == {"question:slow-pages/how-many": {Trouble.OVERRIDE: 1}}
    assert lines()["question:slow-pages/how-many"].name == "“One user or all?” in “Slow pages”"


def test_a_handoff_that_nothing_called_for_counts_with_its_reason() -> None:
    kind = HandoffType.objects.get(slug="incident")
    hand_over(opened("The invoice is odd"), "billing", type=kind, ground_reason="I have a feeling.")

    assert counts() == {"route:money": {Trouble.UNCALLED: 1}}


def test_a_bots_handoff_that_nothing_called_for_counts_without_a_reason() -> None:
    bot = BotFactory(answered_for_by=Team.objects.get(slug="front"))
    ticket = open_ticket(Team.objects.get(slug="front"), holder=bot, subject="The invoice is odd")
    hand_over(ticket, "billing", type=HandoffType.objects.get(slug="incident"), ground_reason="")

    assert counts() == {"route:money": {Trouble.UNCALLED: 1}}


def test_a_handoff_elsewhere_than_its_route_says_counts_for_the_route_of_then() -> None:
    hand_over(opened("The invoice is odd"), "access", ground_reason="They have the log.")
    load(read_criteria(CRITERIA.replace("words: [invoice]", "words: [parcel]")))
    publish_all(by=None, at=NOON)

    assert counts() == {"route:money": {Trouble.OVERRIDE: 1}}


def test_a_handoff_elsewhere_than_its_questions_led_counts_for_the_last_question() -> None:
    ticket = opened("Everything is slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    decide(ticket, tree="slow-pages", answers={"how-many": "All"}, by=member("front"), at=NOON)
    hand_over(ticket, "billing", type=HandoffType.objects.get(slug="incident"))

    assert counts()["question:slow-pages/how-many"] == {Trouble.OVERRIDE: 1}


def test_a_return_of_what_rested_on_a_walk_counts_for_its_question() -> None:
    ticket = opened("Everything is slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    decide(ticket, tree="slow-pages", answers={"how-many": "All"}, by=member("front"), at=NOON)
    sent = hand_over(ticket, "access", type=HandoffType.objects.get(slug="incident"))
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=member("access"))

    assert counts() == {"question:slow-pages/how-many": {Trouble.WRONG_TEAM: 1}}


@pytest.mark.parametrize(("after", "counted"), [(60, 1), (60 * 25, 0)])
def test_what_is_handed_on_to_a_third_team_within_a_day_is_a_reroute(
    confusing: SettableClock, after: int, counted: int
) -> None:
    sent = hand_over(opened("The invoice is odd"), "billing")
    handoffs.acknowledge(sent, by=member("billing"))
    confusing.forward(minutes=after)
    hand_over(Ticket.objects.get(pk=sent.ticket_id), "access")

    assert counts() == ({"route:money": {Trouble.REROUTE: 1}} if counted else {})


def test_what_is_handed_up_is_none() -> None:
    """From the bot to the front desk and on to specialists: that is the way it goes."""
    Team.objects.filter(slug="access").update(tier=3)
    sent = hand_over(opened("The invoice is odd"), "billing")
    handoffs.acknowledge(sent, by=member("billing"))
    hand_over(Ticket.objects.get(pk=sent.ticket_id), "access")

    assert counts() == {}


def test_what_goes_back_to_whom_it_came_from_is_none() -> None:
    sent = hand_over(opened("The invoice is odd"), "billing")
    handoffs.acknowledge(sent, by=member("billing"))
    hand_over(Ticket.objects.get(pk=sent.ticket_id), "front")

    assert counts() == {}


def test_what_a_policy_sends_on_is_a_reroute(confusing: SettableClock) -> None:
    policy = escalation_policy((10, StepAction.REROUTE, Team.objects.get(slug="access")))
    hand_over(opened("The invoice is odd"), "billing", type=HandoffTypeFactory(policy=policy))
    climbing.climb_some(confusing.forward(minutes=11), limit=5)

    assert counts() == {"route:money": {Trouble.REROUTE: 1}}


ROUTE, ROUTE_OF_SLOW = "route:money", "route:slow"
QUESTION, TYPE = "question:slow-pages/how-many", "type:slow-pages"
OF_SLOW = """routes:
  slow: {name: Slow things, team: billing, issue_types: [slow-pages]}
"""
OF_TYPE = """issue_types:
  slow-pages: {name: Slow pages, team: access}
"""


@pytest.mark.parametrize(
    ("also", "cases"),
    [
        (
            "",
            [
                ("The invoice is odd", "", "billing", ROUTE),
                ("The invoice is odd", "", "access", ROUTE),  # left
                ("Slow", "All", "access", QUESTION),
                ("Slow", "All", "billing", QUESTION),  # left
                ("Slow", "", "access", QUESTION),  # given up midway, with no route beside
                ("Slow", "overridden", "access", QUESTION),
                ("Something else", "", "access", ""),
            ],
        ),
        (
            OF_SLOW,
            [
                ("Slow", "All", "access", QUESTION),  # both speak, and the questions named it
                ("Slow", "All", "billing", ROUTE_OF_SLOW),  # both speak, and the route named it
                ("Slow", "", "billing", ROUTE_OF_SLOW),  # the questions were given up midway
                ("Slow", "", "access", ROUTE_OF_SLOW),
                ("Slow", "overridden", "access", QUESTION),
                ("Slow", "overridden", "billing", ROUTE_OF_SLOW),
            ],
        ),
        (OF_TYPE, [("Slow", "", "access", TYPE), ("Slow", "All", "access", QUESTION)]),
    ],
    ids=["as they are", "with a route", "with a team for the type"],
)
def test_what_named_the_team_is_what_counts_whatever_else_speaks_and_whatever_is_published_later(
    also: str, cases: list[tuple[str, str, str, str]]
) -> None:
    load(read_criteria(CRITERIA.replace("routes:\n", also or "routes:\n") if "routes" in also else CRITERIA + also))
    publish_all(by=None, at=NOON)
    decided = {came_back(subject, walked, to): key for subject, walked, to, key in cases}
    Ticket.objects.filter(pk__in=decided).update(issue_type=None, subject="okta rejects us")
    load(read_criteria(CRITERIA.replace("words: [invoice]", "words: [parcel]")))
    publish_all(by=None, at=NOON)

    found = [each for each in found_since(SINCE) if each.trouble == Trouble.WRONG_TEAM]

    assert len(found) == len(cases)
    assert {each.ticket: each.criterion for each in found} == decided


def came_back(subject: str, walked: str, to: str) -> int:
    """The number of a ticket that was for another team, after a walk or without one."""
    slow = IssueType.objects.get(slug="slow-pages") if subject == "Slow" else None
    ticket = opened(subject, issue_type=slow)
    if walked:
        said: dict[str, Any] = {"answers": {"how-many": "One" if walked == "overridden" else walked}}
        if walked == "overridden":
            said |= {"instead": Ending.HAND_OVER, "reason": "They are our largest."}
        decide(ticket, tree="slow-pages", by=member("front"), at=NOON, **said)
    sent = hand_over(ticket, to, type=HandoffType.objects.get(slug="incident"))
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=member(to))
    return ticket.pk


def test_what_is_handed_on_counts_for_the_questions_that_brought_it_not_for_its_route(confusing: SettableClock) -> None:
    load(read_criteria(CRITERIA.replace("routes:\n", OF_SLOW)))
    publish_all(by=None, at=NOON)
    ticket = opened("Slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    decide(ticket, tree="slow-pages", answers={"how-many": "All"}, by=member("front"), at=NOON)
    sent = hand_over(ticket, "access", type=HandoffType.objects.get(slug="incident"))
    handoffs.acknowledge(sent, by=member("access"))
    confusing.forward(minutes=10)
    hand_over(Ticket.objects.get(pk=ticket.pk), "billing", type=HandoffType.objects.get(slug="incident"))

    assert [each.criterion for each in found_since(SINCE) if each.trouble == Trouble.REROUTE] == [QUESTION]


def test_wrong_answers_in_drills_count_with_what_was_named_and_how_long_it_took() -> None:
    drilled("route:sso", "billing", "access", "billing", "front")

    assert lines()["route:sso"].counts == {Trouble.DRILL: 3}
    found = drill_answers.drilled(drill_answers.answers_since(SINCE), {"route:sso": "Signing in"})[0]
    assert (found.asked, found.wrong, found.seconds, found.instead) == (4, 3, 10.0, "Billing")
    assert found.named == [
        drill_answers.Named("Billing", times=2, right=0, seconds=8.0),
        drill_answers.Named("Access", times=1, right=1, seconds=8.0),
        drill_answers.Named("Front desk", times=1, right=0, seconds=16.0),
    ]


def test_a_practice_ticket_that_nothing_decides_has_a_line_of_its_own() -> None:
    team = Team.objects.get(slug="access")
    case = DrillCase.objects.create(subject="Where is my badge?", body="I lost it.", team=team, why="They make them.")
    drilled("", "billing", case=case)

    assert lines()[f"case:{case.pk}"].name == "Practice ticket “Where is my badge?”"


def test_so_many_answers_are_looked_at_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_answers, "MOST", 2)
    drilled("route:sso", "billing", "access", "front")

    assert [str(each.answer) for each in drill_answers.answers_since(SINCE)] == ["Front desk", "Access"]


def test_what_was_published_away_keeps_its_line() -> None:
    drilled("route:gone", "billing")

    assert lines()["route:gone"].name == "route:gone (no longer there)"


def test_what_was_published_away_is_called_by_the_name_it_had() -> None:
    drilled("route:money", "billing", right="access")
    drilled("question:slow-pages/how-many", "billing", right="access")

    load(read_criteria(CRITERIA.partition("  money")[0]))
    publish_all(by=None, at=NOON)

    assert lines()["route:money"].name == "Route “Money” (no longer there)"
    assert lines()["question:slow-pages/how-many"].name == "“One user or all?” in “Slow pages” (no longer there)"


def test_what_was_sent_before_anything_was_published_has_a_line_of_its_own() -> None:
    wrong_team().handoffs.get().ground.delete()

    assert [line.name for line in lines().values()] == ["Sent before anything was published, or imported"]


def test_the_worst_comes_first_and_what_is_longer_ago_counts_no_more() -> None:
    wrong_team()
    drilled("route:money", "access", "access", "access", right="billing")
    drilled("route:money", "access", right="billing", at=SINCE - timedelta(days=1))

    found = clarity(SINCE)
    assert [(line.key, line.total) for line in found] == [("route:money", 3), ("route:sso", 2)]
