"""The command palette, by keyboard alone: found, pressed where it stands on the page, left without a trace."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.factories import TeamFactory, open_ticket
from tests.journeys.browsing import person, press, signed_in
from tests.journeys.by_keyboard import follow
from tests.support.portal import Portal
from tickets.models import Ticket

pytestmark = pytest.mark.journey

OPEN = "ControlOrMeta+k"


@pytest.fixture
def ticket(served: Portal) -> Ticket:
    team = TeamFactory(name="Tier 1", slug="tier-1")
    priya = person("Priya Nair", "priya", team=team)
    return open_ticket(team, at=timezone.now() - timedelta(minutes=40), holder=priya, subject="API returns 429")


@pytest.fixture
def priya(browser: Browser, served: Portal, ticket: Ticket) -> Page:
    assert ticket.holder
    return signed_in(browser, served, ticket.holder)


def test_everything_is_found_and_pressed_by_keyboard(priya: Page, ticket: Ticket) -> None:
    problems: list[str] = []
    priya.on("pageerror", lambda error: problems.append(str(error)))
    box = priya.get_by_role("combobox", name="A ticket, a page")
    chosen = priya.locator("#palette").get_by_role("option", selected=True)

    press(priya, OPEN)
    expect(box).to_be_focused()
    box.press_sequentially("returns 429")
    expect(chosen).to_contain_text(f"{ticket.number} API returns 429")
    box.fill(ticket.number)
    priya.keyboard.press("Enter")
    expect(priya.get_by_role("heading", name="API returns 429")).to_be_visible()

    message = priya.get_by_label("Your message")
    message.focus()
    press(priya, OPEN)
    expect(priya.get_by_role("option", name="Hand over h")).to_be_visible()
    expect(priya.get_by_role("option", name="Scorecard")).to_be_visible()
    assert serious(priya) == []
    priya.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(message).to_be_focused()

    press(priya, OPEN)
    box.press_sequentially("inter")
    expect(chosen).to_contain_text("Internal note")
    priya.keyboard.press("Enter")
    expect(priya.get_by_text("Only colleagues read this")).to_be_visible()
    expect(message).to_be_focused()

    follow(priya, priya.get_by_label("Menu of Priya Nair"))
    follow(priya, priya.get_by_role("button", name="Go anywhere"))
    box.press_sequentially("hand o")
    expect(chosen).to_contain_text("Hand over")
    priya.keyboard.press("Enter")
    expect(priya.get_by_role("heading", name="Hand over to another team")).to_be_visible()
    assert problems == []


def serious(page: Page) -> list[str]:
    """What an automatic check of accessibility finds in the open palette."""
    found = Axe().run(page, context="#palette").response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found]
