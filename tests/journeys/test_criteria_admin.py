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
    """A row of the form. There is always one left to write into."""
    return page.locator(f"#{kind}-{number}")


def ask(page: Page, number: int, text: str, fact: str) -> None:
    question = row(page, "questions", number)
    question.locator("[name$=-text]").fill(text)
    question.locator("[name$=-fact]").select_option(fact)


def answer(page: Page, number: int, label: str, then: str, **compared: str) -> None:
    found = row(page, "answers", number)
    found.locator("[name$=-label]").fill(label)
    if compared:
        found.locator("[name$=-operator]").select_option(compared["operator"])
        if "chosen" in compared:
            found.locator("select.criteria-values").select_option(label=compared["chosen"])
        else:
            found.locator("[name$=-value]").fill(compared["value"])
    found.locator("[name$=-then]").fill(then)
    found.locator("[name$=-then]").blur()


def outcome(page: Page, name: str) -> Locator:
    """Where an answer leads was added as it was named."""
    names = page.locator("[name^=outcomes-][name$=-name]").all()
    return row(page, "outcomes", [each.input_value() for each in names].index(name))


def test_a_new_admin_comes_from_nothing_to_a_working_tree(browser: Browser, served: Portal) -> None:
    AgentFactory(team=TeamFactory(name="Specialists", slug="specialists", tier=2))
    HandoffTypeFactory(name="To the specialists", slug="to-specialists")
    kind = IssueTypeFactory(name="Printing", slug="printing")
    boss = person("Inês Duarte", "ines", role=Role.ADMIN, team=TeamFactory())
    page = signed_in(browser, served, boss, at="/admin/escalation/decisiontree/add/")

    page.get_by_label("Name:", exact=True).press_sequentially("Nothing is printed")
    page.locator("#id_issue_types_from").select_option(label="Printing")
    page.locator(".selector-add").click()
    ask(page, 0, "Longer than a day?", "age")
    ask(page, 1, "Enterprise?", "plan")
    answer(page, 0, "Yes", "Enterprise?", operator="is more than", value="1 day")
    answer(page, 1, "No", "Wait a day")
    answer(page, 2, "Yes", "Hand it over", operator="is", chosen="Enterprise")
    answer(page, 3, "No", "Wait a day")
    ask(page, 1, "Enterprise customer?", "plan")
    page.keyboard.press("Tab")
    expect(row(page, "answers", 0).locator("[name$=-then]")).to_have_value("Enterprise customer?")
    expect(row(page, "answers", 3).locator("[name$=-question]")).to_have_value("Enterprise customer?")
    for number, first in enumerate(("is more than", "otherwise", "is", "otherwise")):
        expect(row(page, "answers", number).locator("[name$=-operator] option:checked")).to_have_text(first)
    expect(row(page, "answers", 3).locator("[name$=-value]")).to_be_hidden()
    wait = outcome(page, "Wait a day")
    wait.locator("[name$=-ending]").select_option("keep")
    wait.locator("[name$=-guidance]").fill("Printers come back.")
    over = outcome(page, "Hand it over")
    over.locator("[name$=-ending]").select_option("hand over")
    over.locator("[name$=-team]").select_option(label="Specialists")
    over.locator("[name$=-handoff_type]").select_option(label="To the specialists")

    expect(page.locator(".criteria-badge")).to_have_text("Not saved")
    expect(page.locator("#criteria-preview")).to_contain_text("Every answer leads somewhere")
    expect(page.locator("#criteria-preview")).not_to_contain_text("Choose an issue type")
    offered = page.locator("#answers-2 [name$=-operator] option:enabled").all_inner_texts()
    assert offered[1:] == ["is", "is not", "is one of", "is none of", "is known"]
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".criteria-badge")).to_have_text("Live")

    assert [question.fact for question in live().criteria.trees[0].questions] == ["age", "plan"]
    ticket = open_ticket(boss.teams.get(), at=timezone.now() - timedelta(days=2), issue_type=kind, holder=boss)
    expect(page.get_by_role("link", name="Open a ticket and see the questions beside it")).to_be_visible()
    ask(page, 0, "For more than a day?", "age")
    page.keyboard.press("Tab")
    expect(row(page, "answers", 1).locator("[name$=-question]")).to_have_value("For more than a day?")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".criteria-badge")).to_have_text("Live")
    expect(page.get_by_text("Revision 2 is live")).to_be_visible()
    page.goto(f"/tickets/{ticket.pk}/")
    expect(page.locator("#criteria .criteria-steps")).to_contain_text("Enterprise customer? No")
    expect(page.locator("#criteria .criteria-outcome")).to_contain_text("Wait a day")
