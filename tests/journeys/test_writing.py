"""What is being written: kept by the browser until it is said, counted as it grows, left alone by what comes in."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from escalation.package import sentences
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.journeys.browsing import person, press, signed_in
from tests.journeys.own_page import ORIGIN, open_page
from tests.support.portal import Portal
from tickets import services
from tickets.models import Agent, Channel, Message, Ticket

pytestmark = pytest.mark.journey

TEXTS = [
    "",
    "Sync fails with 429",
    "It began after 4.2, e.g. at 09:40. Nothing changed.",
    "Really?! Yes… “No.” Then (maybe.) it stopped!",
    "Call Dr. Weber at api.example.com. Thanks.\n",
    "注文が届きません。確認してください。",
    "One.Two. Three",
]


def test_sentences_are_counted_in_the_browser_as_on_the_server(page: Page) -> None:
    open_page(page, "<p>Counting</p>")

    counted = page.evaluate(
        "async ([module, texts]) => { const { sentences } = await import(module); return texts.map(sentences); }",
        [f"{ORIGIN}/static/js/package.js", TEXTS],
    )

    assert counted == [sentences(text) for text in TEXTS]


@pytest.fixture
def ticket(served: Portal) -> Ticket:
    team = TeamFactory(name="Tier 1", slug="tier-1")
    priya = person("Priya Nair", "priya", team=team)
    return open_ticket(team, at=timezone.now() - timedelta(minutes=40), holder=priya, subject="API returns 429")


@pytest.fixture
def priya(browser: Browser, served: Portal, ticket: Ticket) -> Page:
    return signed_in(browser, served, Agent.objects.get(username="priya"), at=f"/tickets/{ticket.pk}/")


def test_a_reply_half_written_is_back_after_a_reload_and_gone_once_sent(priya: Page) -> None:
    priya.on("dialog", lambda dialog: dialog.accept())
    message = priya.get_by_label("Your message")
    message.fill("Hi Maria, I looked")

    priya.reload()

    expect(message).to_have_value("Hi Maria, I looked")
    expect(priya.get_by_text("What you had written is back.")).to_be_visible()
    message.press("Control+Enter")
    expect(priya.locator("#messages").get_by_text("Sent.", exact=True)).to_be_visible()
    expect(message).to_have_value("")


def test_a_reply_survives_an_ended_session(priya: Page) -> None:
    message = priya.get_by_label("Your message")
    message.fill("Hi Maria, I looked")
    session = next(cookie["value"] for cookie in priya.context.cookies() if cookie["name"] == "sessionid")
    priya.context.clear_cookies(name="sessionid")
    priya.get_by_role("button", name="Send", exact=True).click()
    expect(priya.get_by_role("heading", name="Sign in")).to_be_visible()

    priya.context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/"}])
    priya.goto(priya.url.split("next=")[1])

    expect(message).to_have_value("Hi Maria, I looked")
    assert not Message.objects.filter(body__startswith="Hi Maria").exists()


def test_what_comes_in_is_shown_and_leaves_alone_what_is_being_written(priya: Page, ticket: Ticket) -> None:
    message = priya.get_by_label("Your message")
    message.fill("Have you tr")
    services.post_message(ticket, author=ticket.customer, body="It works!", channel=Channel.CHAT, at=timezone.now())

    expect(priya.get_by_text("It works!")).to_be_visible(timeout=15_000)

    expect(message).to_have_value("Have you tr")
    expect(message).to_be_focused()


def test_a_note_looks_unlike_a_reply(priya: Page) -> None:
    expect(priya.get_by_text("Only colleagues read this")).to_be_hidden()

    press(priya, "n")

    expect(priya.get_by_text("Only colleagues read this")).to_be_visible()
    expect(priya.get_by_role("button", name="Add note")).to_be_visible()
    expect(priya.get_by_role("button", name="Send and resolve")).to_be_hidden()
    expect(priya.get_by_label("Your message")).to_be_focused()


def test_only_those_of_the_chosen_team_can_be_named(priya: Page, ticket: Ticket) -> None:
    tier_2, billing = TeamFactory(name="Tier 2", tier=2), TeamFactory(name="Billing", tier=2)
    AgentFactory(name="Sarah Okafor", team=tier_2)
    AgentFactory(name="Noor Haddad", team=billing)
    priya.goto(f"/tickets/{ticket.pk}/hand-over/")

    priya.locator("#id_to").select_option("Tier 2")

    expect(priya.locator('optgroup[label="Tier 2"]')).to_be_enabled()
    expect(priya.locator('optgroup[label="Billing"]')).to_be_disabled()
    expect(priya.get_by_text("You stay responsible until Tier 2 acknowledges.")).to_be_visible()
