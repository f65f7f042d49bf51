"""Lisbon goes home and Singapore goes on: two people in two zones, by keyboard, and one ticket that nobody took."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from escalation.engine import watcher
from escalation.models import ShiftChange, ShiftPlan
from tests.factories import TeamFactory, open_ticket, rota_of
from tests.journeys.browsing import person, press, signed_in
from tests.journeys.by_keyboard import follow, walk_to, write
from tests.support.portal import Portal
from tickets.models import Agent, Role, Ticket

pytestmark = pytest.mark.journey


@pytest.fixture
def held(served: Portal) -> list[Ticket]:
    lisbon = TeamFactory(name="Lisbon", slug="lisbon", time_zone="Europe/Lisbon")
    singapore = TeamFactory(name="Singapore", slug="singapore", time_zone="Asia/Singapore")
    ana = person("Ana Reis", "ana", team=lisbon, time_zone="Europe/Lisbon")
    wei = person("Wei Tan", "wei", team=singapore, time_zone="Asia/Singapore")
    person("Lea Lind", "lea", team=lisbon, role=Role.LEAD)
    person("Sara Lim", "sara", team=singapore, role=Role.LEAD)
    rota_of(singapore, wei, start_date=timezone.now().date() - timedelta(days=1))
    ShiftPlan.objects.create(team=lisbon, followed_by=singapore)
    subjects = ("Orders stop syncing", "Invoice came twice", "Export is empty")
    return [open_ticket(lisbon, at=timezone.now(), holder=ana, subject=subject) for subject in subjects]


def entry(page: Page, ticket: Ticket) -> Locator:
    return page.locator(f"#ticket-{ticket.pk}")


def writes(page: Page, ticket: Ticket, note: str, next_action: str) -> None:
    """By keyboard: down to the ticket, into its note, and out again."""
    form = entry(page, ticket)
    walk_to(page, form)
    press(page, "e")
    expect(form.get_by_label("How it stands")).to_be_focused()
    page.keyboard.type(note)
    write(page, form.get_by_label("Next action"), next_action)
    expect(form.locator("[data-draft-status]")).to_contain_text("Saved ")
    page.keyboard.press("Escape")
    expect(form.get_by_role("link")).to_be_focused()


def test_what_she_writes_he_reads_and_takes_and_the_rest_goes_to_the_watch(
    browser: Browser, served: Portal, held: list[Ticket]
) -> None:
    ana = signed_in(browser, served, Agent.objects.get(username="ana"), at="/shifts/")
    follow(ana, ana.get_by_role("button", name="Hand over mine in Lisbon"))
    expect(ana.get_by_role("heading", name="Shift change in Lisbon")).to_be_visible()
    begun = ShiftChange.objects.get()
    wei = signed_in(browser, served, Agent.objects.get(username="wei"))
    wei.get_by_role("link", name="Ana Reis hands over to Wei Tan").click()
    expect(wei.get_by_text("Singapore: shift changes")).to_be_visible()
    expect(entry(wei, held[0]).get_by_role("button", name="Take")).to_be_disabled()

    writes(ana, held[0], "The limit was raised, it still fails.", "Ask for the log.")
    writes(ana, held[1], "Both invoices have one order.", "Cancel the second.")

    # No reload on either side.
    expect(entry(wei, held[1]).get_by_text("Next: Cancel the second.")).to_be_visible(timeout=15_000)
    walk_to(wei, entry(wei, held[0]))
    press(wei, "q")
    expect(entry(wei, held[0]).get_by_label("Your question to Ana")).to_be_focused()
    wei.keyboard.type("Which log?")
    wei.keyboard.press("ControlOrMeta+Enter")
    expect(entry(wei, held[0]).get_by_role("link")).to_be_focused()
    press(wei, "t")
    expect(entry(wei, held[0]).get_by_text("Wei Tan took it")).to_be_visible()
    expect(entry(wei, held[0]).get_by_role("link")).to_be_focused()
    walk_to(wei, entry(wei, held[1]))
    press(wei, "t")
    expect(wei.locator(".shift-stats")).to_contain_text("2 taken")
    # She stands at the second: it does not change under her hands.
    expect(ana.get_by_role("button", name="Show")).to_be_visible(timeout=15_000)
    press(ana, ".")
    expect(entry(ana, held[1]).get_by_text("Wei Tan took it")).to_be_visible()
    expect(entry(ana, held[0]).get_by_text("Which log?")).to_be_visible()
    writes(ana, held[2], "The file has no rows.", "Export it again.")
    press(ana, "S")
    expect(ana.locator("#announcer")).to_contain_text("Signed off.")

    now = timezone.now()
    ShiftChange.objects.update(opens_at=now - timedelta(hours=1), changes_at=now, ends_at=now)
    watcher.look()

    wei.goto("/notices/")
    expect(wei.get_by_text("1 ticket was taken by nobody at the shift change of Ana Reis")).to_be_visible()
    wei.goto(f"/shifts/{begun.pk}/")
    expect(entry(wei, held[2]).get_by_text("Nobody took it")).to_be_visible()
    held[2].refresh_from_db()
    assert held[2].holder == begun.incoming
    assert held[2].team == begun.to_team
