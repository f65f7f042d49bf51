"""The main pages on a small screen, and the story Baton is for by keyboard alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from escalation import drills, handoffs, reply_drafts, warm
from escalation import shift_change as shifts
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.models import DrillCase, Handoff, HandoffType, ShiftChange
from tests.factories import CustomerFactory, HandoffTypeFactory, TeamFactory, asks, open_ticket, package, send_handoff
from tests.journeys.browsing import is_told, person, press, signed_in, sits_down
from tests.journeys.by_keyboard import choose, follow, tick, write
from tests.support.portal import Portal
from tickets import services
from tickets.models import Agent, Role, Team, Ticket

pytestmark = pytest.mark.journey

SMALL: ViewportSize = {"width": 360, "height": 740}
TABLET = 820  # held upright
CRITERIA = """
teams: {tier-2: {name: Tier 2, description: "Limits and keys."}, tier-1: {name: Tier 1}}
triggers: {big: {name: Big money, verdict: calls for, handoff: incident, when: {all: [plan: {is: enterprise}]}}}
routes:
  limits: {name: Limits, team: tier-2, words: [limit, "429"], handoff: incident, why: Tier 2 sets the limits.}
  rest: {name: The rest, team: tier-1}
"""
FROM_THE_RIGHT = "רק מחסן אחד"
LONG = "Averyveryveryverylongwordwithoutanyplacetobreak"
DETAILS = {
    "since": "09:40",
    "scope": "All",
    "reproduction": [{"step": "POST /orders", "result": LONG}],
    "attached": ["Logs", "Screenshots"],
    "dashboard": "https://logs.example.com/1",
}
# The colors of a page depend on its scheme; what it is made of does not.
COLORS = {"runOnly": ["color-contrast"]}
FOUND = """async (options) => {
  for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
  const { violations } = await axe.run({ resultTypes: ["violations"], ...options });
  return violations.flatMap(({ nodes }) => nodes.map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""


@pytest.fixture
def tier_2(served: Portal) -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2", tier=2)


@pytest.fixture
def lena(tier_2: Team) -> Agent:
    return person("Lena Vogt", "lena", team=tier_2, role=Role.LEAD)


@pytest.fixture
def sarah(tier_2: Team, lena: Agent) -> Agent:
    return person("Sarah Okafor", "sarah", team=tier_2)


@pytest.fixture
def priya(served: Portal) -> Agent:
    return person("Priya Nair", "priya", team=TeamFactory(name="Tier 1", slug="tier-1"))


@pytest.fixture
def ticket(priya: Agent) -> Ticket:
    at, customer = timezone.now() - timedelta(minutes=40), CustomerFactory(name=LONG, account__name=LONG)
    return open_ticket(priya.teams.get(), at=at, holder=priya, subject="API returns 429", customer=customer)


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


def the_lists(lena: Agent, sarah: Agent, priya: Agent) -> Iterator[str]:
    """Where work is found, and figures."""
    now = timezone.now()
    send_handoff(sender=priya, receiver=sarah, at=now - timedelta(minutes=9))
    open_ticket(sarah.teams.get(), at=now - timedelta(hours=3), subject=LONG)
    gone = open_ticket(sarah.teams.get(), at=now, holder=sarah)
    services.place(gone, team=priya.teams.get(), agent=priya, by=lena, at=now)
    yield from ("/", "/inbox/tier-2/", "/handoffs/tier-2/", "/scorecard/", "/notices/")
    yield from ("/search/?q=orders", "/duty/", reverse("hidden-handoffs"), "/shifts/tier-2/")


def a_ticket(lena: Agent, priya: Agent, kind: HandoffType) -> Iterator[str]:
    """The desk with all it may ask, the form that hands over, and a page with one form."""
    at, complete = timezone.now() - timedelta(minutes=20), package(details=DETAILS)
    kind.asked_share = 100  # whether she could go on without reading earlier messages
    kind.save()
    taken = send_handoff(sender=priya, receiver=lena, at=at, type=kind, package=complete)
    handoffs.acknowledge(taken, by=lena)
    desk = taken.ticket.get_absolute_url()
    yield from (desk, f"{desk}hand-over/", f"{desk}follow-up/")


def a_talk(lena: Agent, priya: Agent, ticket: Ticket, kind: HandoffType) -> Handoff:
    typed = reply_drafts.Typed(f"Hello, we look into it. {LONG}", is_shared=True)
    reply_drafts.save(ticket, typed=typed, by=priya, at=timezone.now())
    talk = warm.send(ticket, type=kind, to=lena.teams.get(), package=package(details=DETAILS), by=priya, to_agent=lena)
    warm.say(talk, text=f"Is it one warehouse? {LONG}", by=lena)
    warm.say(talk, text=f"{FROM_THE_RIGHT}, SO-1.", by=priya)
    return talk


def a_shift_change(sarah: Agent, lena: Agent) -> ShiftChange:
    """Lena may walk it, as a lead, and take over."""
    now = timezone.now()
    team, customer = sarah.teams.get(), CustomerFactory(name=LONG, account__name=LONG)
    held = [open_ticket(team, at=now, holder=sarah, subject=each, customer=customer) for each in ("Invoice", LONG)]
    change = shifts.start_by_hand(team, by=sarah, at=now)
    shifts.note(change, held[0], note="The limit was raised.", next_action="Ask for the log.", goes_to=lena)
    shifts.say(change, held[0], text="Which log?", by=lena)
    return change


def who_and_drill(lena: Agent) -> Iterator[str]:
    """What is asked about criteria, and what they answer."""
    load(read_criteria(CRITERIA))
    publish_all(by=None, at=timezone.now())
    for number in range(10):
        case = {"subject": f"Our limit {number}", "body": "It says 429.", "why": "It is a limit."}
        DrillCase.objects.create(team=lena.teams.get(), **case)
    drill = drills.begin(lena, at=timezone.now())
    yield from ("/who/?q=limit", "/who/charts/tier-2/", reverse("drill", args=[drill.pk]))
    drills.say(drill.questions.get(position=1), team=Team.objects.get(slug="tier-1"), at=timezone.now())
    yield reverse("drill", args=[drill.pk])


def test_every_main_page_fits_a_small_screen_and_reads_well_in_light_and_dark(
    browser: Browser, served: Portal, lena: Agent, sarah: Agent, priya: Agent, ticket: Ticket, kind: HandoffType
) -> None:
    page = signed_in(browser, served, lena)
    page.set_viewport_size(SMALL)
    page.add_init_script(Axe().axe_script)
    problems: list[str] = []

    def look(path: str, prepare: Callable[[], None] = lambda: None) -> None:
        page.emulate_media(color_scheme="light")
        page.goto(path)
        prepare()
        problems.extend(f"{path}: {problem}" for problem in problems_of(page))

    def alarm() -> None:
        """Nobody watches the deadlines here, and what says so comes a moment after the page."""
        expect(page.locator("#health-banner").get_by_role("alert")).to_be_visible()

    for path in the_lists(lena, sarah, priya):
        look(path)
    look("/handoffs/tier-2/wall/", alarm)
    for path in a_ticket(lena, priya, kind):
        look(path)
    look(reverse("talk", args=[a_talk(lena, priya, ticket, kind).pk]), alarm)
    said = page.locator("[data-words]", has_text=FROM_THE_RIGHT)
    assert said.evaluate("words => getComputedStyle(words).unicodeBidi") == "plaintext"
    look(reverse("shift-change", args=[a_shift_change(sarah, lena).pk]))
    for path in who_and_drill(lena):
        look(path)
    look("/drills/", lambda: press(page, "?"))
    look("/drills/", lambda: press(page, "ControlOrMeta+k"))

    assert not problems, "\n".join(problems)


def problems_of(page: Page) -> list[str]:
    """What is too wide, and what an automatic check of accessibility finds."""
    wide = {width: too_wide(page, width) for width in (TABLET, SMALL["width"])}
    found = lasting(page, {})
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    found += [f"dark: {problem}" for problem in lasting(page, COLORS)]
    return [*(f"{more} pixels too wide at {width}" for width, more in wide.items() if more > 0), *found]


def too_wide(page: Page, width: int) -> int:
    """By how many pixels, and by one where a place of the bar lies under something else."""
    page.set_viewport_size({**SMALL, "width": width})
    return int(page.evaluate(TOO_WIDE))


TOO_WIDE = """() => {
  const lies = (place) => {
    const {left, top, width, height} = place.getBoundingClientRect();
    return !place.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  };
  const root = document.documentElement;
  const isCovered = !document.querySelector("dialog[open]") && [...document.querySelectorAll(".nav-main a")].some(lies);
  return Math.max(root.scrollWidth - root.clientWidth, Number(isCovered));
}"""


def lasting(page: Page, options: dict[str, Any]) -> list[str]:
    """What is found and stays: colors take a moment to change, and a page that follows its data is drawn anew."""
    for _ in range(10):
        found: list[str] = page.evaluate(FOUND, options)
        if not found:
            break
        page.wait_for_timeout(300)
    return found


def test_a_ticket_is_handed_over_acknowledged_and_answered_by_keyboard_alone(
    browser: Browser, served: Portal, ticket: Ticket, sarah: Agent, kind: HandoffType
) -> None:
    HandoffTypeFactory(name="To specialists", slug="to-specialists")
    assert ticket.holder
    page = signed_in(browser, served, ticket.holder)
    follow(page, page.get_by_role("link", name="API returns 429"))
    follow(page, page.get_by_role("link", name="Hand over"))
    write(page, page.get_by_label("Team", exact=False).first, "Tier 2")
    write(page, page.get_by_label("Kind of handoff"), "To specialists")
    expect(page.locator("#announcer")).to_have_text("To specialists asks for no more fields.")
    press(page, "ArrowUp")
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
    is_told(page, "You stay responsible until somebody acknowledges.")

    sits_down(page, served, sarah)
    follow(page, page.get_by_role("button", name="Acknowledge"))
    is_told(page, "is yours.")
    write(page, page.get_by_label("Your message"), "Hi, I raised the limit.")
    press(page, "ControlOrMeta+Enter")

    expect(page.locator("article").get_by_text("Hi, I raised the limit.")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.holder == sarah
    assert {clock.state for clock in ticket.handoffs.get().clocks.all()} == {"met"}
