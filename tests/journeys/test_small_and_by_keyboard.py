"""The main pages on a small screen, and the story Baton is for by keyboard alone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from escalation import handoffs
from tests.factories import HandoffTypeFactory, TeamFactory, open_ticket, send_handoff
from tests.journeys.browsing import person, press, signed_in
from tests.support.portal import Portal
from tickets.models import Agent, Role, Team, Ticket

pytestmark = pytest.mark.journey

SMALL: ViewportSize = {"width": 360, "height": 740}
TABS = 120  # more than any page takes from its top to its bottom


@pytest.fixture
def tier_2(served: Portal) -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2", tier=2)


@pytest.fixture
def sarah(tier_2: Team) -> Agent:
    person("Lena Vogt", "lena", team=tier_2, role=Role.LEAD)
    return person("Sarah Okafor", "sarah", team=tier_2)


@pytest.fixture
def ticket(served: Portal) -> Ticket:
    priya = person("Priya Nair", "priya", team=TeamFactory(name="Tier 1", slug="tier-1"))
    return open_ticket(
        priya.teams.get(), at=timezone.now() - timedelta(minutes=40), holder=priya, subject="API returns 429"
    )


def test_every_main_page_fits_a_small_screen_and_reads_well_in_light_and_dark(
    browser: Browser, served: Portal, ticket: Ticket, sarah: Agent
) -> None:
    now, sender = timezone.now(), ticket.holder
    send_handoff(sender=sender, receiver=sarah, at=now - timedelta(minutes=9))
    taken = send_handoff(sender=sender, receiver=sarah, at=now - timedelta(minutes=20))
    handoffs.acknowledge(taken, by=sarah)
    open_ticket(
        sarah.teams.get(), at=now - timedelta(hours=3), subject="Averyveryveryverylongwordwithoutanyplacetobreak"
    )
    page = signed_in(browser, served, sarah)
    page.set_viewport_size(SMALL)
    desk = taken.ticket.get_absolute_url()
    paths = ["/", "/inbox/tier-2/", "/handoffs/tier-2/", desk, f"{desk}hand-over/", "/scorecard/", "/notices/"]
    problems: list[str] = []

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in [*paths, "/search/?q=orders", "/duty/", "/who/"]:
            page.goto(path)  # anew: a page that changes its scheme has colors half on their way
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            problems += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
            problems += [f"{path} {scheme}: {found}" for found in serious(page)]

    assert problems == []


def serious(page: Page) -> list[str]:
    """What an automatic check of accessibility finds on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html'][:200]}" for violation in found]


def test_a_ticket_is_handed_over_acknowledged_and_answered_by_keyboard_alone(
    browser: Browser, served: Portal, ticket: Ticket, sarah: Agent
) -> None:
    HandoffTypeFactory(name="To specialists", slug="to-specialists")
    assert ticket.holder
    priya = signed_in(browser, served, ticket.holder)
    follow(priya, priya.get_by_role("link", name="API returns 429"))
    follow(priya, priya.get_by_role("link", name="Hand over"))
    write(priya, priya.get_by_label("Team", exact=False).first, "Tier 2")
    write(priya, priya.get_by_label("Kind of handoff"), "To specialists")
    write(priya, priya.get_by_label("What the customer needs"), "Every order sync fails with 429.")
    write(priya, priya.get_by_label("Step, step 1"), "New API key")
    write(priya, priya.get_by_label("Result, step 1"), "same 429")
    choose(priya, priya.get_by_role("radio", name="Neutral"))
    write(priya, priya.get_by_label("In a few words, why"), "Asks calmly.")
    choose(priya, priya.get_by_role("radio", name="Normal"))
    write(priya, priya.get_by_label("What it costs the customer"), "Orders are late.")
    write(priya, priya.get_by_label("Next best action"), "Compare the account's limit with its plan.")
    follow(priya, priya.get_by_role("button", name="Hand over"))
    expect(priya.get_by_text("You stay responsible until somebody acknowledges.")).to_be_visible()

    receiver = signed_in(browser, served, sarah)
    follow(receiver, receiver.get_by_role("button", name="Acknowledge"))
    expect(receiver.get_by_text("is yours.")).to_be_visible()
    write(receiver, receiver.get_by_label("Your message"), "Hi, I raised the limit.")
    press(receiver, "ControlOrMeta+Enter")

    expect(receiver.locator("article").get_by_text("Hi, I raised the limit.")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.holder == sarah
    assert {clock.state for clock in ticket.handoffs.get().clocks.all()} == {"met"}


def reach(page: Page, there: Locator) -> None:
    """Go on by the tabulator until it has the focus."""
    page.wait_for_load_state()
    expect(there).to_be_visible()
    for _ in range(TABS):
        if there.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{there} is reached by no key")


def follow(page: Page, there: Locator) -> None:
    reach(page, there)
    page.keyboard.press("Enter")


def write(page: Page, there: Locator, words: str) -> None:
    """Type into a field, or the beginning of what is to be chosen from a list."""
    reach(page, there)
    page.keyboard.type(words)


def choose(page: Page, there: Locator) -> None:
    """Of several, of which one has the focus at a time, by arrow."""
    page.wait_for_load_state()
    name = there.get_attribute("name")
    for _ in range(TABS):
        if page.evaluate("document.activeElement.name") == name:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(5):
        if there.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{there} is chosen by no arrow")
