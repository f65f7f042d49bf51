"""A kind of handoff asks for what its receivers need; what was missing comes back, field by field, and goes again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.factories import HandoffTypeFactory, TeamFactory, asks, open_ticket
from tests.journeys.browsing import is_told, person, signed_in
from tests.support.portal import Portal
from tickets.models import Ticket

pytestmark = pytest.mark.journey


def test_a_package_comes_back_field_by_field_and_is_completed_and_read_back(browser: Browser, served: Portal) -> None:
    support, makers = TeamFactory(name="Support", slug="support"), TeamFactory(name="Makers", slug="makers", tier=2)
    priya, sarah = person("Priya Nair", "priya", team=support), person("Sarah Okafor", "sarah", team=makers)
    HandoffTypeFactory(name="Plain", slug="plain", position=0)
    where = {"key": "where", "label": "Environment", "kind": "choice", "choices": "Production\nSandbox"}
    kind = HandoffTypeFactory(name="To the makers", slug="to-the-makers", position=1, needs_read_back=True)
    asks(kind, where, {"key": "request", "label": "Request id"})
    ticket = open_ticket(support, at=timezone.now() - timedelta(minutes=20), holder=priya, subject="API returns 429")

    sender = signed_in(browser, served, priya, at=f"/tickets/{ticket.pk}/hand-over/")
    sender.get_by_label("What the customer needs").fill("Every order sync fails with 429.")
    sender.get_by_label("Kind of handoff").select_option("To the makers")
    sender.get_by_role("group", name="Environment").get_by_text("Sandbox").click()
    expect(sender.get_by_label("What the customer needs")).to_have_value("Every order sync fails with 429.")
    sender.get_by_label("Team", exact=False).first.select_option("Makers")
    sender.get_by_label("Request id").fill("one of today")
    sender.get_by_label("Nothing could be tried, because").fill("We have no access.")
    sender.get_by_role("group", name="How the customer feels").get_by_text("Neutral").click()
    sender.get_by_label("In a few words, why").fill("Only asks when.")
    sender.get_by_role("group", name="How urgent it is").get_by_text("High").click()
    sender.get_by_text("Send it to the team").click()  # high urgency suggests a talk
    sender.get_by_label("What it costs the customer").fill("Orders stop at 18:00.")
    sender.get_by_label("Next best action").fill("Compare the limit with the plan.")
    sender.get_by_role("button", name="Hand over").click()
    is_told(sender, "You stay responsible until somebody acknowledges.")

    receiver = signed_in(browser, served, sarah, at=f"/tickets/{ticket.pk}/")
    receiver.get_by_text("Something is missing").click()
    receiver.get_by_text("Context is missing").click()
    receiver.get_by_text("Say it field by field").click()
    receiver.get_by_label("Request id").fill("Which one? We see thousands.")
    receiver.get_by_role("button", name="Return it").click()
    expect(receiver.locator("#messages").get_by_text("Returned. Priya Nair has been told.")).to_be_visible()

    sender.goto("/")
    sender.get_by_role("link", name="API returns 429").first.click()
    sender.get_by_role("link", name="Complete it and send again").click()
    expect(sender.locator(".missed")).to_contain_text("Which one? We see thousands.")
    sender.get_by_label("Request id").fill("req_8f31c0 at 09:42")
    sender.get_by_role("button", name="Hand over").click()
    is_told(sender, "You stay responsible until somebody acknowledges.")

    receiver.goto(f"/tickets/{ticket.pk}/")
    receiver.get_by_label("What you do next, in a line").fill("I look at this call and write by noon.")
    receiver.get_by_role("button", name="Acknowledge").click()
    is_told(receiver, f"{ticket.number} is yours.")
    sender.reload()
    expect(sender.get_by_text("I look at this call and write by noon.")).to_be_visible()
    assert Ticket.objects.get(pk=ticket.pk).holder == sarah
