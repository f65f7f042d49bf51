"""An alert of the browser: it shows for a new handoff, the handoff's story tells so, and its button acknowledges."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from escalation.models import BrowserReport, Handoff
from tests.factories import TeamFactory, send_handoff
from tests.journeys.browsing import person, signed_in
from tests.support.portal import Portal
from tests.support.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SHOWN = "navigator.serviceWorker.ready.then((found) => found.getNotifications()).then((all) => all.map((n) => n.tag))"
# In the worker: what the browser does there when the alert's button, or the alert itself, is pressed.
PRESS = """(action) => registration.getNotifications().then(([notification]) =>
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action })))"""


def test_an_alert_shows_and_its_button_acknowledges(whole_browser: Browser, served: Portal) -> None:
    receiver = person("Sarah Okafor", "sarah", team=TeamFactory(name="Tier 2"))
    page: Page = signed_in(whole_browser, served, receiver)
    page.context.grant_permissions(["notifications"])
    page.goto("/notices/settings/")
    expect(page.get_by_text("Alerts are on in this browser.")).to_be_visible()
    wait_until(
        lambda: BrowserReport.objects.filter(agent=receiver, permission="granted").exists(), what="the browser reported"
    )
    # A browser that is new here learns first what is old.
    seen = "localStorage.getItem('baton.notices.seen')"
    wait_until(lambda: page.evaluate(seen) is not None, what="the browser knows what is old")
    handoff: Handoff = send_handoff(receiver=receiver, at=timezone.now())
    page.reload()  # sooner than the page would ask by itself

    wait_until(lambda: f"handoff-{handoff.pk}" in page.evaluate(SHOWN), within=30, what="the alert shows")
    (worker,) = page.context.service_workers
    worker.evaluate(PRESS, "acknowledge")

    expect(page).to_have_url(f"{served.url}{handoff.ticket.get_absolute_url()}")
    handoff.refresh_from_db()
    assert handoff.acknowledged_by == receiver
    expect(page.locator("#thread")).to_contain_text("Rang in the browser of Sarah Okafor: a new handoff.")
    wait_until(lambda: page.evaluate(SHOWN) == [], what="the alert is gone")
