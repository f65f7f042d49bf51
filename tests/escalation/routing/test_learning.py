"""What ranking learns from resolved tickets, where enough exist, and that it says so and can be switched off."""

import pytest
from django.urls import reverse

from escalation.routing import learning
from escalation.routing.standing import standing_router
from tests.clock import minutes_after
from tests.escalation.routing.published import publish
from tests.factories import AgentFactory, open_ticket
from tests.pages import queries, signed_in, text
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Site, Team

pytestmark = pytest.mark.django_db


@lasting(autouse=True)
def criteria() -> None:
    publish()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every new ticket, learn anew."""
    monkeypatch.setattr(learning, "RELEARN_AFTER", 1)


def resolved(team: str, subject: str, *, count: int = 20) -> None:
    owner = Team.objects.get(slug=team)
    solver = AgentFactory(team=owner)
    for number in range(count):
        ticket = open_ticket(owner, holder=solver, subject=f"{subject} {number}", body="Please look into it.")
        services.resolve(ticket, by=solver, at=minutes_after(number))
    open_ticket(owner, at=minutes_after(count))
    learning.forget()


@lasting
def badges(criteria: None) -> None:
    """What Access has resolved."""
    resolved("access", "Badge reader beeps")


@lasting
def learned(badges: None) -> None:
    """What Access and Billing have resolved, just as many as can be learned from."""
    resolved("billing", "The zebra printer is jammed")


def test_words_that_only_resolved_tickets_say_lead_to_the_team_that_solved_them() -> None:
    assert standing_router().route("the zebra printer is jammed").abstained

    resolved("billing", "The zebra printer is jammed")
    resolved("access", "Badge reader beeps")
    router = standing_router()

    assert router.learned == 40
    answer = router.route("the zebra printer is jammed")
    assert answer.candidates[0].team == "billing"
    assert any("zebra" in line for line in answer.candidates[0].why)


@pytest.mark.parametrize(("billing", "access"), [(20, 19), (0, 40)])
def test_of_too_few_nothing_is_learned(billing: int, access: int) -> None:
    resolved("billing", "The zebra printer is jammed", count=billing)
    resolved("access", "Badge reader beeps", count=access)

    assert standing_router().learned == 0


def test_of_many_the_latest_of_each_team_are_enough(learned: None) -> None:
    resolved("billing", "The zebra printer is jammed", count=30)

    assert {team: len(openings) for team, openings in learning.learned()} == {"billing": 40, "access": 20}


def test_every_process_learns_the_same_whenever_it_begins() -> None:
    billing = Team.objects.get(slug="billing")
    solver = AgentFactory(team=billing)
    late = [open_ticket(billing, holder=solver, subject="Late") for _ in range(5)]
    resolved("billing", "The zebra printer is jammed")
    resolved("access", "Badge reader beeps")
    first = learning.learned()

    for ticket in late:
        services.resolve(ticket, by=solver, at=minutes_after(600))
    learning.forget()

    assert learning.learned() == first != ()


def test_it_learns_anew_when_a_hundred_tickets_more_are_there(learned: None, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = open_ticket(Team.objects.get(slug="billing"), at=minutes_after(900)).pk
    monkeypatch.setattr(learning, "RELEARN_AFTER", newest)
    assert learning.learned()

    monkeypatch.setattr(learning, "RELEARN_AFTER", newest + 1)  # one short of it

    assert learning.learned() == ()


def test_the_answer_says_so_and_it_can_be_switched_off(learned: None) -> None:
    page, address = signed_in(AgentFactory()), f"{reverse('who')}?q=the+zebra+printer+is+jammed"
    assert "Learned from 40 resolved tickets." in text(page, address)

    Site.objects.update(learns_from_tickets=False)
    assert "Learned from" not in text(page, address)
    assert standing_router().learned == 0


def test_rules_are_never_overruled_by_what_was_learned(badges: None) -> None:
    resolved("billing", "They ask for a ransom")

    assert standing_router().route("they ask for a ransom").team == "access"


def test_what_was_learned_is_read_once(learned: None) -> None:
    page, address = signed_in(AgentFactory()), f"{reverse('who')}?q=the+zebra+printer"
    first = queries(page, address)

    assert queries(page, address) <= first - 2
