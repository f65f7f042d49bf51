"""Warm transfers, with two or three people at once: ready after a question, refused, and answered by nobody.

Whoever asks and whoever is asked have no pointer in the first.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from escalation.engine import follower
from escalation.models import Handoff, Talk, WarmAsk
from tests.factories import AccountFactory, CustomerFactory, HandoffTypeFactory, TeamFactory, open_ticket, rota_of
from tests.journeys.browsing import is_told, person, press, signed_in
from tests.journeys.by_keyboard import follow, reach, rewrite, write
from tests.support.portal import Portal
from tickets.models import Agent, Message, Plan, Ticket

pytestmark = pytest.mark.journey

LINE = "Hello Maria, Ben takes over and knows all of it."


@pytest.fixture
def ticket(served: Portal) -> Ticket:
    """Ana's, of a customer whose plan suggests a talk; Ben is on duty in Payments, where Cleo works too."""
    front, payments = TeamFactory(name="First line"), TeamFactory(name="Payments", slug="payments", tier=2)
    ana = person("Ana Reis", "ana", team=front)
    ben = person("Ben Ito", "ben", team=payments)
    person("Cleo Roy", "cleo", team=payments)
    rota_of(payments, ben, start_date=timezone.now().date() - timedelta(days=1))
    HandoffTypeFactory(name="To specialists")
    customer = CustomerFactory(name="Maria Fjord", account=AccountFactory(name="Fjord", plan=Plan.ENTERPRISE))
    return open_ticket(front, at=timezone.now(), holder=ana, customer=customer)


def is_listened_to(region: Locator) -> None:
    region.evaluate("region => { region.isListenedTo = true; }")


def was_heard(region: Locator) -> bool:
    """Whether words changed in the very region that was listened to: one that is put in anew stays silent."""
    return bool(region.evaluate("region => region.isListenedTo"))


def enters(browser: Browser, served: Portal, username: str, *, at: str = "/") -> Page:
    return signed_in(browser, served, Agent.objects.get(username=username), at=at)


def the_talk(page: Page) -> Locator:
    """The way to the talk on her own work, which may list the handoff itself a moment earlier."""
    return page.locator("a[href$='/talk/']").filter(has_text="Compare the limits.").first


def asks_to_talk(browser: Browser, served: Portal, ticket: Ticket) -> Page:
    """Ana fills the form in, finds the talk chosen, and sends."""
    page = enters(browser, served, "ana", at=f"/tickets/{ticket.pk}/hand-over/")
    page.get_by_label("Team", exact=False).first.select_option("Payments")
    page.get_by_label("What the customer needs").fill("No order reaches the warehouse.")
    page.get_by_label("Step, step 1").fill("New API key")
    page.get_by_label("Result, step 1").fill("No change")
    page.get_by_role("group", name="How the customer feels").get_by_text("Frustrated").click()
    page.get_by_label("In a few words, why").fill("Third time.")
    page.get_by_role("group", name="How urgent it is").get_by_text("High").click()
    page.get_by_label("What it costs the customer").fill("Shipping stops.")
    page.get_by_label("Next best action").fill("Compare the limits.")
    expect(page.get_by_role("radio", name="Talk first")).to_be_checked()
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("Ben Ito is asked")).to_be_visible()
    return page


def test_a_question_and_then_ready_and_the_customer_reads_one_line(
    browser: Browser, served: Portal, ticket: Ticket
) -> None:
    ben = enters(browser, served, "ben")
    ana = asks_to_talk(browser, served, ticket)

    expect(the_talk(ben)).to_be_visible(timeout=15_000)
    follow(ben, the_talk(ben))
    expect(ben.get_by_text("You are asked")).to_be_visible()
    press(ben, "r")
    ben.keyboard.type("Is it one warehouse?")
    ben.keyboard.press("ControlOrMeta+Enter")
    expect(ben.locator(".talk-words li", has_text="Is it one warehouse?")).to_be_focused()
    expect(ben.get_by_label("Ask Ana, or say something")).to_have_value("")
    expect(ana.locator(".talk-words").get_by_text("Is it one warehouse?")).to_be_visible(timeout=15_000)
    write(ana, ana.get_by_label("Say something to Ben"), "Both of them.")
    ana.keyboard.press("ControlOrMeta+Enter")
    expect(ana.locator(".talk-words li", has_text="Both of them.")).to_be_focused()
    rewrite(ana, ana.get_by_label("What Maria Fjord reads"), LINE)
    expect(ana.locator("#ready [data-draft-status]")).to_contain_text("Saved ")
    reach(ana, ana.get_by_role("button", name="Withdraw"))
    expect(ben.locator(".talk-words").get_by_text("Both of them.")).to_be_visible(timeout=15_000)
    expect(ben.get_by_label("What Maria Fjord reads")).to_have_value(LINE, timeout=15_000)
    assert Message.objects.filter(ticket=ticket).count() == 1
    is_listened_to(ana.locator(".talk-state [role=status]"))

    press(ben, "e")

    expect(ben.locator("#announcer")).to_contain_text("Maria Fjord has been told so")
    expect(ben.get_by_text(LINE)).to_be_visible()
    expect(ana.locator(".talk-state [role=status]")).to_contain_text("Ben Ito is ready", timeout=15_000)
    assert was_heard(ana.locator(".talk-state [role=status]"))
    expect(ana.locator("#talk")).to_be_focused()  # the button that had the focus is gone
    assert Handoff.objects.get().talk == Talk.READY
    ticket.refresh_from_db()
    assert ticket.holder == Agent.objects.get(username="ben")


def test_who_is_asked_names_a_colleague_who_takes_it(browser: Browser, served: Portal, ticket: Ticket) -> None:
    ben, cleo = (enters(browser, served, name) for name in ("ben", "cleo"))
    ana = asks_to_talk(browser, served, ticket)

    the_talk(ben).click(timeout=15_000)
    press(ben, "x")
    expect(ben.get_by_label("Try")).to_be_focused()
    ben.keyboard.type("Cleo")
    write(ben, ben.get_by_label("Why, for Ana"), "Cleo wrote that part.")
    ben.keyboard.press("Enter")
    is_told(ben, "Ana is told to try Cleo Roy.")

    expect(ana.get_by_text("Cleo Roy is asked")).to_be_visible(timeout=15_000)
    expect(ana.get_by_text("Ben Ito: not me")).to_be_visible()
    the_talk(cleo).click(timeout=15_000)
    expect(cleo.get_by_text("Cleo wrote that part.")).to_be_visible()
    line = re.compile("my colleague Cleo Roy of Payments takes over from me. Cleo Roy knows everything")
    expect(cleo.get_by_label("What Maria Fjord reads")).to_have_value(line)
    cleo.get_by_role("button", name="Ready").click()
    is_told(cleo, "Maria Fjord has been told so")
    ticket.refresh_from_db()
    assert ticket.holder == Agent.objects.get(username="cleo")


def test_answered_by_nobody_it_goes_to_the_next_and_then_waits_for_the_team(
    browser: Browser, served: Portal, ticket: Ticket
) -> None:
    ana = asks_to_talk(browser, served, ticket)

    for sees in ("Cleo Roy is asked", "It waits for anybody in Payments to acknowledge."):
        asked_at = timezone.now() - timedelta(minutes=2)
        WarmAsk.objects.open().update(asked_at=asked_at, due_at=asked_at + timedelta(minutes=2))
        follower.follow_up(timezone.now())
        expect(ana.get_by_text(sees)).to_be_visible(timeout=15_000)

    ben = enters(browser, served, "ben", at="/handoffs/payments/")
    ben.get_by_role("button", name="Acknowledge").first.click()
    expect(ana.get_by_text("Ben Ito acknowledged it.")).to_be_visible(timeout=15_000)
    assert Message.objects.filter(ticket=ticket).count() == 1
