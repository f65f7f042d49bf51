"""Who handles this, in a browser: from the questions beside the thread to the form, and a drill by the keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from escalation.criteria import STARTER
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.models import Drill, DrillCase, HandoffType, TreeWalk
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket
from tests.journeys.browsing import person, press, signed_in
from tests.support.portal import Portal
from tickets.models import Agent, IssueType, Team

pytestmark = pytest.mark.journey


@pytest.fixture
def priya(served: Portal) -> Agent:
    """In tier 1, under the criteria that are shipped."""
    HandoffTypeFactory(slug="to-billing", name="To Billing")
    for slug in ("tier-2", "billing", "engineering"):
        AgentFactory(team=TeamFactory(slug=slug, name=slug.capitalize(), tier=2))
    first_line = TeamFactory(slug="tier-1", name="Tier 1")
    load(read_criteria(STARTER.read_text()))
    publish_all(by=None, at=timezone.now())
    return person("Priya Nair", "priya", team=first_line)


def test_two_clicks_beside_the_thread_open_the_form_with_type_team_and_context(
    browser: Browser, served: Portal, priya: Agent
) -> None:
    ticket = open_ticket(
        priya.teams.get(),
        at=timezone.now() - timedelta(hours=3),
        holder=priya,
        issue_type=IssueType.objects.get(slug="portal-speed"),
        subject="Dashboard is slow",
        body="It takes a minute to open.",
    )
    page = signed_in(browser, served, priya, at=f"/tickets/{ticket.pk}/")

    page.get_by_role("button", name="One user", exact=True).click()
    expect(page.locator(".criteria-steps")).to_contain_text("by itself")
    page.get_by_role("button", name="Yes, everywhere").click()
    expect(page.locator(".criteria-outcome")).to_contain_text("Escalate to Tier 2")
    page.locator(".criteria-decide").get_by_role("button", name="Hand over").click()

    expect(page.get_by_role("heading", name="Hand over to another team")).to_be_visible()
    expect(page.get_by_label("Team", exact=False).first).to_have_value(str(Team.objects.get(slug="tier-2").pk))
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    expect(page.get_by_label("Kind of handoff")).to_have_value(str(kind.pk))
    expect(page.get_by_label("Step, step 1")).to_have_value("One user or all?")
    walk = TreeWalk.objects.get()
    assert [line["answer"] for line in walk.path] == ["One user", "Yes", "Yes, everywhere"]
    assert [line["by_fact"] for line in walk.path] == [False, True, False]


def test_a_question_in_own_words_is_answered_as_it_is_typed(browser: Browser, served: Portal, priya: Agent) -> None:
    page = signed_in(browser, served, priya, at="/who/")
    page.get_by_role("searchbox").last.press_sequentially("customer can't log in with okta", delay=10)

    expect(page.locator("#who-team")).to_contain_text("Tier-2")
    expect(page.get_by_text("On duty now")).to_be_visible()


def test_a_drill_is_taken_by_the_keyboard(browser: Browser, served: Portal, priya: Agent) -> None:
    billing = Team.objects.get(slug="billing")
    for number in range(10):
        DrillCase.objects.create(subject=f"Refund {number}", body="Money back.", team=billing, why="They pay back.")
    page = signed_in(browser, served, priya)
    page.get_by_role("link", name="Take the drill").click()
    expect(page.get_by_role("heading", name="Drills")).to_be_visible()
    press(page, "e")

    for number in range(1, 11):
        expect(page.get_by_text(f"Ticket {number} of 10")).to_be_visible()
        expect(page.get_by_role("heading", name="Who handles this?")).to_be_visible()
        press(page, key_of(page, "Engineering" if number == 1 else "Billing"))
        expect(page.get_by_role("heading", name="Not quite" if number == 1 else "Right")).to_be_visible()
        expect(page.get_by_text("They pay back.")).to_be_visible()
        press(page, "e")

    expect(page.get_by_role("heading", name="Passed: 9 of 10 right")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    expect(page.get_by_role("link", name="Take the drill")).to_have_count(0)
    assert Drill.objects.get().is_passed


def key_of(page: Page, team: str) -> str:
    return page.locator(".drill-teams button", has_text=team).locator("kbd").inner_text()
