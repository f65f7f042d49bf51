"""What is typed into a hand-over form outlives the server: what was saved, and what was typed while it was down."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from escalation.models import HandoffDraft
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.journeys.browsing import person, signed_in
from tests.support.portal import Portal
from tickets.models import Agent

pytestmark = pytest.mark.journey


@pytest.fixture
def mortal(served: Portal) -> Iterator[Portal]:
    """The portal, alive again for whoever comes after, whatever this test has done to it."""
    yield served
    served.kill()
    served.start()
    served.wait()


@pytest.fixture
def form(browser: Browser, mortal: Portal) -> Page:
    team = TeamFactory(name="Tier 1", slug="tier-1")
    AgentFactory(team=TeamFactory(name="Tier 2", tier=2))
    priya = person("Priya Nair", "priya", team=team)
    ticket = open_ticket(team, at=timezone.now() - timedelta(minutes=40), holder=priya)
    return signed_in(browser, mortal, Agent.objects.get(pk=priya.pk), at=f"/tickets/{ticket.pk}/hand-over/")


def test_a_handoff_half_written_survives_a_killed_server(form: Page, mortal: Portal) -> None:
    expect(form.get_by_label("What the customer needs")).to_have_value(
        "Since this morning no order reaches the warehouse."
    )
    form.get_by_label("Next best action").fill("Restart the queue")
    expect(form.get_by_text("Saved ", exact=False).first).to_be_visible()

    mortal.kill()
    form.get_by_label("What it costs the customer").fill("Shipping stops at 18:00")
    expect(form.get_by_text("Not saved: no connection. Trying again.")).to_be_visible()
    mortal.start()
    mortal.wait()

    expect(form.get_by_text("Not saved")).to_be_hidden(timeout=20_000)
    expect(form.get_by_text("Saved ", exact=False).first).to_be_visible(timeout=20_000)
    form.reload()
    expect(form.get_by_label("Next best action")).to_have_value("Restart the queue")
    expect(form.get_by_label("What it costs the customer")).to_have_value("Shipping stops at 18:00")
    assert HandoffDraft.objects.get().content["business_impact"] == "Shipping stops at 18:00"
