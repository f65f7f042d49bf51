"""The pages on where the criteria confuse people: who opens them, and what each number leads to."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from escalation.models import DrillCase
from tests.clock import SettableClock
from tests.factories import AgentFactory, TeamFactory
from tests.metrics.confusion import drilled, wrong_team
from tests.pages import queries, signed_in, text
from tickets.models import Agent, Role, Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def now(confusing: SettableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: confusing.now)


@pytest.fixture
def manager() -> Agent:
    return AgentFactory(role=Role.MANAGER)


def test_each_number_opens_its_tickets(manager: Agent) -> None:
    ticket = wrong_team()
    page = signed_in(manager)
    asked = urlencode({"days": 90, "trouble": "wrong-team", "criterion": "route:sso"}).replace("&", "&amp;")
    shown = page.get(reverse("clarity")).content.decode()
    assert f"?{asked}".replace("%3A", ":") in shown.replace("%3A", ":")

    opened = text(page, f"{reverse('clarity-tickets')}?days=90&trouble=wrong-team&criterion=route:sso")
    assert ticket.number in opened
    assert "Not ours." in opened
    assert "Route “Signing in”" in opened


def test_every_answer_of_a_criterion_has_a_page_right_ones_too(manager: Agent) -> None:
    drilled("route:money", "billing", "billing", right="billing")
    drilled("route:sso", "billing", "access")
    page = signed_in(manager)

    shown = text(page, reverse("clarity"))
    address = f"{reverse('clarity-drills')}?days=90&criterion="
    assert f"{address}route%3Amoney".replace("&", "&amp;") in shown.replace("route:money", "route%3Amoney")

    opened = text(page, f"{address}route:sso")
    assert "Asked 2 times in the last 90 days, 1 wrong" in opened
    assert "half of them answered within 6 seconds" in opened
    assert opened.count("<tr data-row>") == 2
    assert page.get(f"{address}route:none").status_code == 404
    assert signed_in(AgentFactory(team=TeamFactory())).get(f"{address}route:sso").status_code == 403


def test_a_practice_ticket_opens_in_the_administration_for_whoever_may_change_it(manager: Agent) -> None:
    team = Team.objects.get(slug="access")
    case = DrillCase.objects.create(subject="Where is my badge?", body="I lost it.", team=team, why="They make them.")
    drilled("", "billing", case=case)
    address = f"{reverse('clarity-tickets')}?days=90&trouble=drills&criterion=case:{case.pk}"

    shown = text(signed_in(manager), address)

    assert reverse("admin:escalation_drillcase_change", args=[case.pk]) in text(
        signed_in(AgentFactory(role=Role.ADMIN)), address
    )
    assert "Where is my badge?" in shown
    assert "/admin/" not in shown


def test_nothing_wrong_says_so(manager: Agent) -> None:
    assert "Nothing went wrong in these days" in text(signed_in(manager), reverse("clarity"))


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_it_is_for_who_oversees_all(role: str) -> None:
    page = signed_in(AgentFactory(role=role, team=TeamFactory()))

    assert page.get(reverse("clarity")).status_code == 403
    assert page.get(f"{reverse('clarity-tickets')}?trouble=drills&criterion=").status_code == 403


@pytest.mark.parametrize("asked", ["trouble=x&criterion=", "trouble=drills&criterion=&days=5", "trouble=drills&days=x"])
def test_what_there_is_none_of_is_not_found(manager: Agent, asked: str) -> None:
    assert signed_in(manager).get(f"{reverse('clarity-tickets')}?{asked}").status_code == 404


@pytest.mark.parametrize(
    ("address", "asked"), [("clarity-drills", ""), ("clarity-tickets", ""), ("clarity-tickets", "&trouble=drills")]
)
def test_a_page_of_one_figure_without_its_figure_leads_to_all_of_them(manager: Agent, address: str, asked: str) -> None:
    answer = signed_in(manager).get(f"{reverse(address)}?days=30{asked}")

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{reverse('clarity')}?days=30")
    assert signed_in(AgentFactory(team=TeamFactory())).get(reverse(address)).status_code == 403


def test_it_asks_the_database_no_more_where_more_went_wrong(manager: Agent) -> None:
    page, address = signed_in(manager), reverse("clarity")
    wrong_team()
    page.get(address)
    few = queries(page, address)
    for number in range(5):
        wrong_team(f"okta {number}")

    assert queries(page, address) == few


def test_the_scorecard_leads_managers_there() -> None:
    manager, agent = AgentFactory(role=Role.MANAGER), AgentFactory(team=TeamFactory())
    there = "where the criteria confuse people"

    assert there in text(signed_in(manager), reverse("scorecard"))
    assert there not in text(signed_in(agent), reverse("scorecard"))
