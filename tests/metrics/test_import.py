"""What a good line becomes, what a second run adds, and what an import never does."""

from datetime import timedelta
from typing import Any

import pytest

from escalation.desk import acts
from escalation.models import Clock, Handoff, HandoffType, Notice
from metrics.models import SurveyAnswer
from tests.factories import AgentFactory, TeamFactory, package
from tests.metrics.history_lines import OPENED, after, answered, changed, history, run_import, said
from tickets import search
from tickets.models import (
    Account,
    Agent,
    AuthorKind,
    Cause,
    Customer,
    IssueType,
    Message,
    Ownership,
    Participant,
    Plan,
    Role,
    SearchText,
    Status,
    Team,
    Ticket,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def first_line() -> Team:
    return TeamFactory(name="First line", slug="first-line")


def ledger(ticket: Ticket) -> list[tuple[str, str, float, float | None]]:
    """Team, holder, and minutes after the opening from when to when."""
    return [
        (
            row.team.name,
            row.agent.name if row.agent else row.agent_name,
            _minutes(row.started_at - OPENED),
            _minutes(row.ended_at - OPENED) if row.ended_at else None,
        )
        for row in ticket.ownerships.in_order().select_related("team", "agent")
    ]


def _minutes(length: timedelta) -> float:
    return length / timedelta(minutes=1)


def everything() -> dict[str, Any]:
    """Every row that an import may write, as it is, without the keys that the database hands out."""
    models = [Account, Customer, IssueType, Team, Ticket, Message, Ownership, SearchText, SurveyAnswer]
    return {
        model.__name__: sorted(str(sorted(row.items())) for row in model._default_manager.values()) for model in models
    }


def test_a_line_becomes_a_ticket_with_its_thread_and_its_customer() -> None:
    summary, rejects = run_import(history(ticket={"issue_type": "Sync"}))

    ticket = Ticket.objects.get()
    assert (summary.new, rejects) == (1, [])
    assert (ticket.source, ticket.external_id, ticket.subject) == ("old", "A-1", "Orders stop syncing")
    assert (ticket.customer.name, ticket.account.name, ticket.account.plan) == (
        "Maria Lindqvist",
        "Fjord Logistics",
        Plan.BUSINESS,
    )
    assert ticket.issue_type
    assert (ticket.issue_type.name, ticket.issue_type.is_active) == ("Sync", False)
    assert [message.body for message in ticket.messages.in_order()] == [
        "No order arrives since this morning.",
        "Which warehouse is it?",
    ]


def test_the_status_follows_the_thread_as_it_would_have_here() -> None:
    run_import(
        history("answered"),
        history("asked again", messages=[said(0, "Hello"), answered(5, "Yes?"), said(9, "It broke"), said(20, "So?")]),
        history("resolved", changes=[changed(30, status="resolved")]),
    )

    found = {ticket.external_id: (ticket.status, ticket.waiting_since) for ticket in Ticket.objects.all()}
    assert found == {
        "answered": (Status.PENDING, None),
        "asked again": (Status.OPEN, OPENED + timedelta(minutes=9)),
        "resolved": (Status.RESOLVED, None),
    }


def test_the_ledger_has_no_gap_while_the_ticket_is_open_and_ends_when_it_is_resolved() -> None:
    TeamFactory(name="Second line", slug="second-line")
    run_import(
        history(
            changes=[
                changed(10, team="First line", agent={"name": "Priya Nair"}),
                changed(40, team="Second line"),
                changed(55, team="Second line", agent={"name": "Sarah Okafor"}),
                changed(90, status="resolved"),
                changed(200, status="open"),
            ]
        )
    )

    ticket = Ticket.objects.get()
    assert ledger(ticket) == [
        ("First line", "", 0, 10),
        ("First line", "Priya Nair", 10, 40),
        ("Second line", "", 40, 55),
        ("Second line", "Sarah Okafor", 55, 90),
        ("Second line", "Sarah Okafor", 200, None),
    ]
    assert (ticket.team.name, ticket.holder, ticket.resolved_at) == ("Second line", None, None)
    assert set(ticket.ownerships.values_list("cause", flat=True)) == {Cause.IMPORTED}


def test_a_team_named_on_a_resolved_ticket_held_it_for_no_time() -> None:
    TeamFactory(name="Second line", slug="second-line")
    run_import(history(changes=[changed(30, status="resolved"), changed(50, team="Second line")]))

    assert ledger(Ticket.objects.get()) == [("First line", "", 0, 30), ("Second line", "", 50, 50)]
    assert Ticket.objects.get().resolved_at == OPENED + timedelta(minutes=30)


def test_an_unknown_author_stays_imported_and_a_known_one_is_herself(first_line: Team) -> None:
    priya = AgentFactory(name="Priya N.", email="Priya@support.example")
    sarah = AgentFactory(username="sarah")
    run_import(
        history(
            messages=[
                said(0, "Help"),
                answered(1, "By mail"),
                answered(2, "By name", author={"username": "sarah"}),
                answered(3, "Unknown", author={"name": sarah.name}),
                answered(4, "Nobody", author=None),
            ]
        )
    )

    assert [(message.author_kind, message.agent, message.author) for message in Message.objects.in_order()[1:]] == [
        (AuthorKind.AGENT, priya, str(priya)),
        (AuthorKind.AGENT, sarah, str(sarah)),
        (AuthorKind.IMPORTED, None, sarah.name),
        (AuthorKind.IMPORTED, None, "Imported"),
    ]
    assert Agent.objects.get_queryset().count() == 2


def test_an_address_that_two_agents_share_is_neither_of_them() -> None:
    AgentFactory(email="priya@support.example")
    AgentFactory(email="PRIYA@support.example")

    run_import(history())

    assert Message.objects.in_order().last().author_kind == AuthorKind.IMPORTED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("is_active", "is_member", "holds"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_an_open_ticket_is_held_by_who_may_hold_it(
    first_line: Team, is_active: bool, is_member: bool, holds: bool
) -> None:
    agent = AgentFactory(username="priya", is_active=is_active, team=first_line if is_member else None)

    run_import(history(ticket={"agent": {"username": "priya"}}))

    ticket = Ticket.objects.get()
    assert (ticket.holder == agent, ticket.ownerships.get().agent == agent) == (holds, holds)


def test_an_import_tells_nobody_and_starts_no_clock(first_line: Team) -> None:
    AgentFactory(team=first_line, role=Role.LEAD)
    TeamFactory(name="Second line", slug="second-line")

    run_import(history(changes=[changed(5, team="Second line"), changed(8, team="First line")]))

    assert not Notice.objects.exists()
    assert not Clock.objects.exists()
    assert not Handoff.objects.exists()
    assert not Participant.objects.exists()


def test_what_was_imported_can_be_found() -> None:
    run_import(history(), history("A-2", messages=[said(0, "The kettle is on fire")]))

    assert [ticket.external_id for ticket in search.find(Ticket.objects.all(), "kettle fjord")] == ["A-2"]


def test_a_survey_answer_comes_along() -> None:
    survey = {"csat": 4, "had_to_repeat": True, "comment": "Took long", "answered_at": after(300)}

    run_import(history(survey=survey))

    answer = SurveyAnswer.objects.get()
    assert (answer.ticket.external_id, answer.csat, answer.had_to_repeat, answer.comment) == (
        "A-1",
        4,
        True,
        "Took long",
    )


def test_a_team_that_is_not_here_is_named_and_refused_or_made_when_asked() -> None:
    strangers = history(ticket={"team": "Entwicklung"})

    _, rejects = run_import(strangers)
    run_import(strangers, create_teams=True)

    assert [reject.reason for reject in rejects] == [
        "There is no team 'Entwicklung' here: make it first, or import with --create-teams."
    ]
    assert Ticket.objects.get().team.slug == "entwicklung"


def test_importing_twice_is_importing_once() -> None:
    lines = [
        history(survey={"csat": 5, "answered_at": after(500)}),
        history("A-2", changes=[changed(20, status="pending"), changed(30, status="resolved")]),
    ]
    run_import(*lines)
    once = everything()

    summary, rejects = run_import(*lines)

    assert everything() == once
    assert (summary.new, summary.grown, summary.unchanged, rejects) == (0, 0, 2, [])


def test_a_line_that_has_grown_adds_what_is_new() -> None:
    TeamFactory(name="Second line", slug="second-line")
    whole = history(
        messages=[said(0, "Help"), answered(5, "Yes?"), said(9, "The harbor office")],
        changes=[changed(20, team="Second line"), changed(60, status="resolved")],
        survey={"csat": 2, "answered_at": after(90)},
    )
    run_import(history(messages=whole["messages"][:2]))

    summary, rejects = run_import(whole)

    ticket = Ticket.objects.get()
    assert (summary.grown, rejects) == (1, [])
    assert (ticket.messages.count(), ticket.status, ticket.survey_answer.csat) == (3, Status.RESOLVED, 2)
    assert ledger(ticket) == [("First line", "", 0, 20), ("Second line", "", 20, 60)]
    assert search.find(Ticket.objects.all(), "harbor").exists()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (history(messages=[said(0, "Quite another thing")]), "differs from what was imported before"),
        (history(messages=[]), "The line lacks message"),
        (
            history(ticket={"opened_at": after(-5)}, messages=[said(0, "Help")]),
            "other holders than were imported before",
        ),
    ],
)
def test_a_line_that_contradicts_what_came_in_before_is_refused(told: dict[str, Any], reason: str) -> None:
    run_import(history(messages=[said(0, "Help")]))
    before = everything()

    _, rejects = run_import(told)

    assert reason in rejects[0].reason
    assert everything() == before


def test_a_ticket_that_has_been_worked_on_here_is_left_alone(first_line: Team) -> None:
    agent = AgentFactory(team=first_line)
    grown = history(changes=[changed(90, status="resolved")])
    run_import(history())
    acts.claim(Ticket.objects.get(), by=agent)

    unchanged, _ = run_import(history())
    _, rejects = run_import(grown)

    assert unchanged.unchanged == 1
    assert "has been worked on here since it was imported" in rejects[0].reason
    assert Ticket.objects.get().holder == agent


def test_an_imported_ticket_can_be_handed_over(first_line: Team) -> None:
    sender, receiver = AgentFactory(team=first_line), AgentFactory(team=TeamFactory(tier=2))
    run_import(history())

    handoff = acts.hand_over(
        Ticket.objects.get(),
        type=HandoffType.objects.get(slug="escalation"),
        to=receiver.teams.get(),
        package=package(),
        by=sender,
    )

    assert (handoff.ticket.external_id, handoff.is_waiting, handoff.clocks.count()) == ("A-1", True, 2)
    assert Notice.objects.filter(recipient=receiver).exists()


def test_an_answer_of_somebody_who_did_not_hold_the_ticket_is_imported_as_one(first_line: Team) -> None:
    priya, sarah = AgentFactory(username="priya", team=first_line), AgentFactory(username="sarah", team=first_line)
    as_priya, as_sarah = ({"author": {"username": agent.username}} for agent in (priya, sarah))
    told = history(
        ticket={"agent": {"username": "priya"}},
        messages=[
            said(0, "Help"),
            answered(1, "Sarah, in Priya's place", **as_sarah),
            answered(2, "Priya", **as_priya),
            answered(10, "Priya, as it goes to Sarah", **as_priya),
            answered(11, "Nobody here", author={"name": "Ana"}),
        ],
        changes=[changed(10, agent={"username": "sarah"}, team="First line")],
    )
    run_import(told)
    told["messages"].append(answered(12, "Priya, in Sarah's place", **as_priya))
    run_import(told)

    in_place = Message.objects.filter(in_place_of__isnull=False).in_order()
    assert [(message.body, message.in_place_of) for message in in_place] == [
        ("Sarah, in Priya's place", Ownership.objects.get(agent=priya)),
        ("Priya, in Sarah's place", Ownership.objects.get(agent=sarah)),
    ]
