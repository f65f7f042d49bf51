"""The facts of tickets, in three queries however many there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.criteria import STARTER, gathering
from escalation.criteria.decision_tree import walk
from escalation.criteria.reading import read_criteria
from escalation.criteria.sayings import affected, error_codes
from escalation.facts import FACTS
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, IssueTypeFactory, TeamFactory, open_ticket, send_handoff
from tickets import services
from tickets.models import AccountEvent, AccountEventKind, Channel, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_facts_of_a_page_of_tickets_take_three_queries() -> None:
    team, kind = TeamFactory(), IssueTypeFactory(parent=IssueTypeFactory(parent=IssueTypeFactory()))
    tickets = [open_ticket(team, issue_type=kind).pk for _ in range(12)]
    tickets.append(send_handoff().ticket_id)

    with CaptureQueriesContext(connection) as captured:
        found = gathering.gather(tickets, at=minutes_after(90))

    assert len(captured) == 3
    assert set(found) == set(tickets)
    assert all(set(facts) == set(FACTS) for facts in found.values())


def test_facts_say_what_the_rows_say() -> None:
    above = IssueTypeFactory(slug="portal")
    team = TeamFactory(slug="first-line", tier=1)
    ticket = open_ticket(
        team,
        issue_type=IssueTypeFactory(slug="speed", parent=above),
        subject="Slow since noon",
        body="For everybody here. Error code 502.",
        channel=Channel.CHAT,
    )
    AccountEvent.objects.create(
        account=ticket.account, kind=AccountEventKind.DEPLOYMENT, summary="2.1", happened_at=NOON - timedelta(days=2)
    )
    AccountEvent.objects.create(
        account=ticket.account, kind=AccountEventKind.BILLING, summary="Old", happened_at=NOON - timedelta(days=15)
    )
    services.post_message(ticket, author=ticket.customer, body="Any news?", channel=Channel.EMAIL, at=minutes_after(30))

    facts = gathering.of(ticket, at=minutes_after(180))

    expected = {
        "plan": Plan.BUSINESS,
        "issue_type": ("speed", "portal"),
        "team": "first-line",
        "tier": 1,
        "channel": Channel.EMAIL,
        "age": timedelta(hours=3),
        "waiting": timedelta(hours=3),
        "contacts_in_24h": 2,
        "customer_messages": 2,
        "handoffs": 0,
        "returns": 0,
        "sentiment": None,
        "urgency": None,
        "affected": "all",
        "error_code": ("502",),
        "has_error_code": True,
        "account_events": ("deployment",),
        "special_circumstances": False,
    }
    assert {name: facts[name] for name in expected} == expected
    assert "Any news?" in str(facts["words"])


def test_a_plan_that_nobody_knows_answers_no_question() -> None:
    """Whoever opens a ticket for a new company knows no plan: “No” would be a guess."""
    ticket = open_ticket()
    ticket.account.plan = Plan.UNKNOWN
    ticket.account.save()

    assert gathering.of(ticket, at=NOON)["plan"] is None


def test_the_age_of_a_resolved_ticket_stands_still() -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), holder=agent)
    services.resolve(ticket, by=agent, at=minutes_after(60))

    assert gathering.of(ticket, at=minutes_after(600))["age"] == timedelta(hours=1)


def test_what_is_looked_through_is_cut_by_the_database() -> None:
    ticket = open_ticket(subject="Slow", body="a" * 15_000)
    for letter, at in (("b", 10), ("c", 20)):
        services.post_message(
            ticket, author=ticket.customer, body=letter * 15_000, channel=Channel.EMAIL, at=minutes_after(at)
        )

    said = gathering._said([ticket.pk])[ticket.pk]

    assert [len(words) for _, _, words in said] == [15_000, 5_000, 0]
    assert str(gathering.of(ticket, at=minutes_after(30))["words"]).endswith("b")


def test_facts_may_be_asked_for_as_they_stood_at_a_moment_of_each_ticket() -> None:
    ticket = open_ticket(body="It is slow.")
    services.post_message(
        ticket, author=ticket.customer, body="For everybody now.", channel=Channel.EMAIL, at=minutes_after(50)
    )

    then = gathering.gather([ticket.pk], at=minutes_after(90), moments={ticket.pk: minutes_after(40)})[ticket.pk]

    assert (then["age"], then["affected"], then["customer_messages"]) == (timedelta(minutes=40), None, 1)


def test_account_events_of_years_ago_are_not_read() -> None:
    ticket = open_ticket()
    for days in (1, 400):
        AccountEvent.objects.create(
            account=ticket.account, kind=AccountEventKind.BILLING, summary="", happened_at=NOON - timedelta(days=days)
        )

    assert gathering.of(ticket, at=NOON)["account_events"] == ("billing",)
    read = gathering._events({ticket.account_id}, since=NOON - gathering.RECENTLY, until=NOON)
    assert [at for at, _ in read[ticket.account_id]] == [NOON - timedelta(days=1)]


def test_the_last_handoff_says_how_the_customer_feels() -> None:
    facts = gathering.of(send_handoff().ticket, at=minutes_after(5))

    assert (facts["handoffs"], facts["sentiment"], facts["urgency"]) == (1, "frustrated", "high")


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Only me, my colleagues are fine", "one"),
        ("Everyone is stuck", "all"),
        ("all our users wait", "all"),
        ("Some of our colleagues see it", "some"),
        ("It is slow", None),
        ("Nobodyhome Ltd", None),
        ("Hi everyone, the code for the second step never comes", None),
        ("Good morning to you all, where is my invoice? Thanks everybody", None),
        ("Hello all, everyone here is locked out", "all"),
        ("It is not everybody, but it is not all our users either", "some"),
        ("Nobody has answered my mail", None),
        ("Nobody can sign in", "all"),
    ],
)
def test_who_is_affected_is_read_from_the_words(words: str, who: str | None) -> None:
    assert affected(words) == who


def test_where_no_code_is_given_none_is_known_and_the_tree_asks() -> None:
    ticket = open_ticket(TeamFactory(), subject="The API fails", body="Since noon.")
    facts = gathering.of(ticket, at=NOON)
    trees = {tree.key: tree for tree in read_criteria(STARTER.read_text()).trees}

    assert facts["error_code"] is None
    for key in ("api-errors", "sign-in"):
        asked = walk(trees[key], facts, {"stranger": "No", "who": "One user"}).asks
        assert asked is not None
        assert asked.key in ("code", "own")


def test_the_company_s_own_sign_in_is_known_only_where_it_is_named() -> None:
    tree = next(tree for tree in read_criteria(STARTER.read_text()).trees if tree.key == "sign-in")
    answers = {"stranger": "No", "who": "One user"}

    named = walk(tree, {"words": "Okta says access denied"}, answers)

    assert named.outcome is not None
    assert (named.outcome.team, named.outcome.handoff_type) == ("tier-2", "tier-1-to-tier-2")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("HTTP 502 and error: 1042", ("502", "1042")),
        ("503 Service Unavailable", ("503",)),
        ("E1042, ERR_TIMED_OUT", ("E1042", "ERR_TIMED_OUT")),
        ("Order 5021 of May 2026 at 14:30", ()),
    ],
)
def test_error_codes_are_read_from_the_words(words: str, codes: tuple[str, ...]) -> None:
    assert error_codes(words) == codes
