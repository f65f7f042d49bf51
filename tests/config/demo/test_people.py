"""Whom the demo lets in, and what its people have done."""

import pytest
from django.contrib.auth import authenticate

from config.demo import company
from config.demo.sign_ins import demo_sign_ins
from escalation import hidden
from escalation.criteria import publishing, replaying, rows
from escalation.models import (
    RULES,
    Drill,
    DrillCase,
    DrillQuestion,
    Handoff,
    ReturnReason,
)
from tests.config.demo.seen import NOW
from tickets.models import Agent, Ticket


def test_the_people_shown_at_the_door_can_come_in(demo, rf):
    shown = demo_sign_ins()

    roles = {person.role for person in shown}

    assert roles >= {"Agent", "Lead", "Manager", "Admin"}
    assert {"Tier 1 Lisbon", "Tier 2"} <= {person.team for person in shown}
    for person in shown:
        assert authenticate(rf.post("/"), username=person.username, password=person.password)


def test_the_assistant_cannot_come_in(demo, rf):
    assert authenticate(rf.post("/"), username=company.BOT, password=company.PASSWORD) is None


def test_names_with_markup_in_them_are_among_the_customers(demo):
    names = list(Ticket.objects.values_list("account__name", flat=True).distinct())

    assert any("&" in name for name in names)
    assert any("'" in agent.name for agent in Agent.objects.all())


def test_leads_have_answered_in_the_place_of_holders(demo):
    found = hidden.answers_without_handoff().values_list("agent__username", "in_place_of__agent__username")

    assert set(found) == {
        ("ines.carvalho", "zofia.wrona"),
        ("seun.adeyemi", "rafael.duarte"),
    }


@pytest.mark.usefixtures("demo")
def test_drills_were_taken_some_of_them_failed_and_some_wrong_answers_were_to_practice_tickets() -> None:
    assert DrillCase.objects.count() >= 6
    assert set(Drill.objects.values_list("is_passed", flat=True)) == {True, False}
    assert DrillQuestion.objects.wrong().exists()
    assert DrillQuestion.objects.exclude(case=None).exists()


@pytest.mark.usefixtures("demo")
def test_a_draft_of_the_criteria_waits_whose_replay_shows_handoffs_less_and_more() -> None:
    state = publishing.state(RULES)
    assert state
    assert not state.is_live
    assert not state.problems
    replayed = replaying.replay_latest(rows.drafted(), NOW, count=500)

    said = {change.after.hands_over for change in replayed.changes}
    assert said == {True, False}


@pytest.mark.usefixtures("demo")
def test_what_came_back_from_the_wrong_team_says_what_decided_it() -> None:
    returned = Handoff.objects.filter(return_reason=ReturnReason.WRONG_TEAM)

    assert returned.exists()
    assert not returned.filter(ground=None).exists()
    assert returned.exclude(ground__criterion="").exists()
