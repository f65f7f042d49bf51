"""A new admin writes a decision tree without having read anything: from an empty form to a ticket that it answers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from escalation.criteria.live import live
from tests.factories import AgentFactory, HandoffTypeFactory, IssueTypeFactory, TeamFactory, open_ticket
from tests.journeys.browsing import person, signed_in
from tests.support.portal import Portal
from tickets.models import Role

pytestmark = pytest.mark.journey


def row(page: Page, kind: str, number: int) -> Locator:
    """A row of an inline; where it is not there yet, it is added."""
    found = page.locator(f"#{kind}-{number}")
    if not found.count():
        page.locator(f"#{kind}-group .add-row a").click()
    return found


def ask(page: Page, number: int, text: str, fact: str) -> None:
    question = row(page, "questions", number)
    question.locator("[name$=-text]").press_sequentially(text)
    question.locator("[name$=-fact]").select_option(fact)


def answer(page: Page, number: int, label: str, then: str, of: str = "", **compared: str) -> None:
    found = row(page, "answers", number)
    if of:
        found.locator("[name$=-question]").fill(of)
        found.locator("[name$=-question]").blur()
    found.locator("[name$=-label]").fill(label)
    if compared:
        found.locator("[name$=-operator]").select_option(compared["operator"])
        if "chosen" in compared:
            found.locator("select.criteria-values").select_option(compared["chosen"])
        else:
            found.locator("[name$=-value]").fill(compared["value"])
    found.locator("[name$=-then]").fill(then)
    found.locator("[name$=-then]").blur()


def test_a_new_admin_comes_from_nothing_to_a_working_tree(browser: Browser, served: Portal) -> None:
    AgentFactory(team=TeamFactory(name="Specialists", slug="specialists", tier=2))
    HandoffTypeFactory(name="To the specialists", slug="to-specialists")
    kind = IssueTypeFactory(name="Printing", slug="printing")
    boss = person("Inês Duarte", "ines", role=Role.ADMIN, team=TeamFactory())
    page = signed_in(browser, served, boss)
    page.goto("/admin/escalation/decisiontree/add/")

    page.get_by_label("Name:", exact=True).press_sequentially("Nothing is printed")
    page.locator("#id_issue_types_from").select_option(label="Printing")
    page.locator(".selector-add").click()
    ask(page, 0, "Longer than a day?", "age")
    ask(page, 1, "Enterprise customer?", "plan")
    answer(page, 0, "Yes", "Enterprise customer?", operator="is more than", value="1 day")
    answer(page, 1, "No", "Wait a day")
    answer(page, 2, "Yes", "Hand it over", of="Enterprise customer?", operator="is", chosen="enterprise")
    answer(page, 3, "No", "Wait a day")
    first = row(page, "outcomes", 0)
    first.locator("[name$=-name]").press_sequentially("Wait a day")
    first.locator("[name$=-ending]").select_option("keep")
    first.locator("[name$=-guidance]").fill("Printers come back.")
    second = row(page, "outcomes", 1)
    second.locator("[name$=-name]").press_sequentially("Hand it over")
    second.locator("[name$=-ending]").select_option("hand over")
    second.locator("[name$=-team]").select_option(label="Specialists")
    second.locator("[name$=-handoff_type]").select_option(label="To the specialists")

    expect(page.locator(".criteria-badge")).to_have_text("Not saved")
    expect(page.locator("#criteria-preview")).to_contain_text("Every answer leads somewhere")
    expect(page.locator("#criteria-preview")).not_to_contain_text("Choose an issue type")
    offered = page.locator("#answers-2 [name$=-operator] option:enabled").all_inner_texts()
    assert offered[1:] == ["is", "is not", "is one of", "is none of", "is known"]
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".criteria-badge")).to_have_text("Live")

    assert [question.fact for question in live().criteria.trees[0].questions] == ["age", "plan"]
    ticket = open_ticket(boss.teams.get(), at=timezone.now() - timedelta(days=2), issue_type=kind, holder=boss)
    page.goto(f"/tickets/{ticket.pk}/")
    expect(page.locator("#criteria .criteria-steps")).to_contain_text("Enterprise customer? No")
    expect(page.locator("#criteria .criteria-outcome")).to_contain_text("Wait a day")
