"""The main pages on a small screen, and the story Baton is for by keyboard alone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from escalation import handoffs
from escalation.models import HandoffType
from tests.factories import HandoffTypeFactory, TeamFactory, asks, open_ticket, send_handoff
from tests.journeys.browsing import person, press, signed_in, sits_down
from tests.journeys.by_keyboard import choose, follow, tick, write
from tests.support.portal import Portal
from tickets.models import Agent, Role, Team, Ticket

pytestmark = pytest.mark.journey

SMALL: ViewportSize = {"width": 360, "height": 740}


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


@pytest.fixture
def kind() -> HandoffType:
    """Asks for one thing of each sort."""
    return asks(
        HandoffTypeFactory(name="Incident", slug="incident"),
        {"key": "since", "help_text": "To the minute."},
        {"key": "scope", "kind": "choice", "choices": "One customer\nSome\nAll"},
        {"key": "reproduction", "kind": "steps"},
        {"key": "attached", "kind": "checklist", "choices": "Logs\nScreenshots"},
        {"key": "dashboard", "kind": "link", "required": False},
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
    browser: Browser, served: Portal, ticket: Ticket, sarah: Agent, kind: HandoffType
) -> None:
    HandoffTypeFactory(name="To specialists", slug="to-specialists")
    assert ticket.holder
    page = signed_in(browser, served, ticket.holder)
    follow(page, page.get_by_role("link", name="API returns 429"))
    follow(page, page.get_by_role("link", name="Hand over"))
    write(page, page.get_by_label("Team", exact=False).first, "Tier 2")
    write(page, page.get_by_label("Kind of handoff"), "Incident")
    expect(page.locator("#announcer")).to_have_text("Incident asks for 5 more fields.")
    expect(page.get_by_label("Kind of handoff")).to_be_focused()
    write(page, page.get_by_label("Since", exact=True), "09:40")
    choose(page, page.get_by_role("radio", name="Some", exact=True))
    write(page, page.get_by_label("Reproduction: step, step 1"), "POST /orders")
    write(page, page.get_by_label("Reproduction: result, step 1"), "429")
    for item in ("Logs", "Screenshots"):
        tick(page, page.get_by_role("checkbox", name=item))
    write(page, page.get_by_label("What the customer needs"), "Every order sync fails with 429.")
    write(page, page.get_by_label("Step, step 1", exact=True), "New API key")
    write(page, page.get_by_label("Result, step 1", exact=True), "same 429")
    choose(page, page.get_by_role("radio", name="Neutral"))
    write(page, page.get_by_label("In a few words, why"), "Asks calmly.")
    choose(page, page.get_by_role("radio", name="Normal"))
    write(page, page.get_by_label("What it costs the customer"), "Orders are late.")
    write(page, page.get_by_label("Next best action"), "Compare the account's limit with its plan.")
    follow(page, page.get_by_role("button", name="Hand over"))
    expect(page.get_by_text("You stay responsible until somebody acknowledges.")).to_be_visible()

    sits_down(page, served, sarah)
    follow(page, page.get_by_role("button", name="Acknowledge"))
    expect(page.get_by_text("is yours.")).to_be_visible()
    write(page, page.get_by_label("Your message"), "Hi, I raised the limit.")
    press(page, "ControlOrMeta+Enter")

    expect(page.locator("article").get_by_text("Hi, I raised the limit.")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.holder == sarah
    assert {clock.state for clock in ticket.handoffs.get().clocks.all()} == {"met"}
