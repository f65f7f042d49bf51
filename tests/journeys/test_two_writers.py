"""Two people write on one ticket: each sees what the other does in time, and no word is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.factories import TeamFactory, open_ticket
from tests.journeys.browsing import person, signed_in
from tests.support.portal import Portal
from tickets.models import Message

pytestmark = pytest.mark.journey


def test_a_reply_that_was_overtaken_is_held_back_and_a_shared_draft_gone_on_with(
    browser: Browser, served: Portal
) -> None:
    team = TeamFactory(name="Tier 1", slug="tier-1")
    people = [person(name, name.split()[0].lower(), team=team) for name in ("Priya Nair", "Sarah Okafor")]
    ticket = open_ticket(team, at=timezone.now() - timedelta(minutes=40), holder=people[0])
    priya, sarah = (signed_in(browser, served, one, at=ticket.get_absolute_url()) for one in people)
    written = priya.get_by_label("Your message")

    written.fill("Dear Maria, we foun")
    written.press("End")
    written.press_sequentially("d")
    priya.get_by_label("Colleagues may see this draft").check()
    expect(priya.locator("[data-draft-status]")).to_contain_text("Saved")
    sarah.reload()
    expect(sarah.locator("#here")).to_have_text("Priya Nair is writing")
    sarah.get_by_role("button", name="Go on with Priya's draft").click()
    expect(sarah.get_by_label("Your message")).to_have_value("Dear Maria, we found")
    sarah.get_by_label("Your message").fill("Dear Maria, we found the cause.")
    sarah.get_by_role("button", name="Send", exact=True).click()
    expect(sarah.locator("#messages").get_by_text("Sent.", exact=True)).to_be_visible()

    expect(written).to_have_value("Dear Maria, we found")
    priya.get_by_role("button", name="Send", exact=True).click()
    expect(priya.get_by_text("Nothing has been sent")).to_be_visible()
    expect(priya.get_by_role("group", name="What is new")).to_contain_text("Dear Maria, we found the cause.")
    expect(written).to_have_value("Dear Maria, we found")
    written.fill("")
    written.fill("One more thing, Maria.")
    priya.get_by_role("button", name="Send anyway").click()
    expect(priya.locator("#messages").get_by_text("Sent.", exact=True)).to_be_visible()
    assert [message.body for message in Message.objects.answers().in_order()] == [
        "Dear Maria, we found the cause.",
        "One more thing, Maria.",
    ]
