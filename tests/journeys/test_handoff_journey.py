"""The story Baton is for: two people, two browsers, one ticket that changes hands with its context."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.factories import CustomerFactory, HandoffTypeFactory, TeamFactory, open_ticket
from tests.journeys.browsing import is_told, person, signed_in, signs_in
from tests.support.portal import Portal
from tickets import services
from tickets.models import Agent, Channel, Role, Ticket

pytestmark = pytest.mark.journey


@pytest.fixture
def ticket(served: Portal) -> Ticket:
    tier_1, tier_2 = TeamFactory(name="Tier 1", slug="tier-1"), TeamFactory(name="Tier 2", slug="tier-2", tier=2)
    priya = person("Priya Nair", "priya", team=tier_1)
    person("Sarah Okafor", "sarah", team=tier_2)
    person("Lena Vogt", "lena", team=tier_2, role=Role.LEAD)
    HandoffTypeFactory(name="To specialists", slug="to-specialists")
    maria = CustomerFactory(name="Maria Lindqvist")
    opened_at = timezone.now() - timedelta(minutes=40)
    return open_ticket(tier_1, at=opened_at, holder=priya, customer=maria, subject="API returns 429")


def hand_over(page: Page, ticket: Ticket) -> None:
    page.goto(f"/tickets/{ticket.pk}/")
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("Team", exact=False).first.select_option("Tier 2")
    page.get_by_label("Kind of handoff").select_option("To specialists")
    page.get_by_label("What the customer needs").fill("Every order sync fails with 429. Nothing changed on their side.")
    page.get_by_label("Step, step 1").fill("New API key")
    page.get_by_label("Result, step 1").fill("same 429")
    page.get_by_role("group", name="How the customer feels").get_by_text("Frustrated").click()
    page.get_by_label("In a few words, why").fill("Third time this month.")
    page.get_by_role("group", name="How urgent it is").get_by_text("High").click()
    page.get_by_text("Send it to the team").click()  # high urgency suggests a talk
    page.get_by_label("What it costs the customer").fill("Orders stop at 18:00.")
    page.get_by_label("Next best action").fill("Compare the account's limit with its plan.")
    page.get_by_role("button", name="Hand over").click()


@pytest.mark.both_databases
def test_a_ticket_is_handed_over_acknowledged_and_answered_and_both_deeds_are_counted(
    browser: Browser, served: Portal, ticket: Ticket
) -> None:
    priya, sarah = (browser.new_context(base_url=served.url).new_page() for _ in range(2))
    for page, username in ((priya, "priya"), (sarah, "sarah")):
        page.goto("/")
        signs_in(page, Agent.objects.get(username=username))
        expect(page.get_by_role("heading", name="My work")).to_be_visible()
    sarah.goto("/handoffs/tier-2/")
    expect(sarah.get_by_text("Nothing is waiting")).to_be_visible()

    hand_over(priya, ticket)

    is_told(priya, "You stay responsible until somebody acknowledges.")
    # No reload: the queue finds it by itself.
    row = sarah.get_by_role("row", name=re.compile("Compare the account's limit"))
    expect(row).to_be_visible(timeout=15_000)

    row.get_by_role("button", name="Acknowledge").click()

    is_told(sarah, "is yours. The customer waits for your answer.")
    expect(sarah.get_by_text("Next best action").first).to_be_visible()
    sarah.get_by_label("Your message").fill("Hi Maria, I have your whole conversation here and raised the limit.")
    sarah.get_by_role("button", name="Send", exact=True).click()
    expect(sarah.get_by_text("Hi Maria, I have your whole conversation here")).to_be_visible()

    sarah.goto("/scorecard/")
    row = sarah.get_by_role("row", name=re.compile("To specialists"))
    expect(row.get_by_role("link", name="1", exact=True)).to_be_visible()
    expect(row.get_by_role("link", name="1 of 1")).to_be_visible()
    answered = row.get_by_role("cell").nth(3)
    expect(answered).to_contain_text("nine in ten within")
    answered.get_by_role("link").click()
    expect(sarah.get_by_role("row", name=re.compile(f"{ticket.number}.*Sarah Okafor"))).to_be_visible()
    ticket.refresh_from_db()
    handoff = ticket.handoffs.get()
    assert ticket.holder == handoff.acknowledged_by == Agent.objects.get(username="sarah")
    assert {clock.state for clock in handoff.clocks.all()} == {"met"}


def test_a_half_written_handoff_survives_a_reload(browser: Browser, served: Portal, ticket: Ticket) -> None:
    priya = signed_in(browser, served, Agent.objects.get(username="priya"), at=f"/tickets/{ticket.pk}/hand-over/")
    priya.get_by_label("What the customer needs").fill("Every order sync fails.")
    priya.get_by_label("Step, step 1").fill("New API key")
    expect(priya.locator("[data-draft-status]")).to_contain_text("Saved ")

    priya.reload()

    expect(priya.get_by_label("What the customer needs")).to_have_value("Every order sync fails.")
    expect(priya.get_by_label("Step, step 1")).to_have_value("New API key")


def test_a_reply_to_a_thread_that_moved_on_is_held_back_and_keeps_its_text(
    browser: Browser, served: Portal, ticket: Ticket
) -> None:
    priya = signed_in(browser, served, Agent.objects.get(username="priya"), at=f"/tickets/{ticket.pk}/")
    priya.get_by_label("Your message").fill("Have you tried again?")
    services.post_message(
        ticket, author=ticket.customer, body="It works again!", channel=Channel.EMAIL, at=timezone.now()
    )

    priya.get_by_role("button", name="Send", exact=True).click()

    expect(priya.get_by_text("Nothing has been sent")).to_be_visible()
    expect(priya.get_by_label("Your message")).to_have_value("Have you tried again?")
    priya.get_by_role("button", name="Send anyway").click()
    expect(priya.locator("#messages").get_by_text("Sent.", exact=True)).to_be_visible()


def test_what_is_missing_is_said_at_the_field_and_nothing_is_sent(
    browser: Browser, served: Portal, ticket: Ticket
) -> None:
    priya = signed_in(browser, served, Agent.objects.get(username="priya"), at=f"/tickets/{ticket.pk}/hand-over/")
    priya.get_by_label("Team", exact=False).first.select_option("Tier 2")

    priya.get_by_role("button", name="Hand over").click()

    summary = priya.locator(".error-summary")
    expect(summary).to_contain_text("Say what the receiver should do first.")
    expect(summary).to_be_focused()
    assert not ticket.handoffs.exists()
