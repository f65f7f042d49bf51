"""The admin and the API's page in a real browser: nothing in them needs more than the content policy grants."""

import pytest
from playwright.sync_api import Page

from tests.factories import TeamFactory, send_handoff
from tests.journeys.browsing import person, signs_in, sits_down
from tests.support.portal import Portal
from tickets.models import Agent, Role

pytestmark = pytest.mark.journey


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of: refused scripts and styles, errors of scripts, files not found."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def boss(served: Portal) -> Agent:
    return person("Inês Duarte", "ines", role=Role.ADMIN, team=TeamFactory())


def test_the_admins_lists_and_forms_work_under_the_policy(
    page: Page, served: Portal, boss: Agent, complaints: list[str]
) -> None:
    """One page of each kind: every page's words are held to the policy where no browser is needed."""
    handoff = send_handoff()
    page.goto(f"{served.url}/admin/")
    signs_in(page, boss)
    page.wait_for_url("**/admin/")
    complaints.clear()

    for address in (
        "tickets/ticket/",
        "tickets/team/add/",
        f"tickets/team/{handoff.to_team_id}/change/",
        "escalation/decisiontree/add/",
        "escalation/trigger/add/",
        "escalation/rota/add/",
        f"escalation/handoff/{handoff.pk}/change/",
    ):
        page.goto(f"{served.url}/admin/{address}")
    page.goto(f"{served.url}/admin/tickets/ticket/{handoff.ticket_id}/change/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-results__option", has_text=handoff.ticket.customer.name).wait_for()

    assert complaints == []


def test_the_apis_page_draws_its_document_and_tries_it_under_the_policy(
    page: Page, served: Portal, boss: Agent, complaints: list[str]
) -> None:
    sits_down(page, served, boss, at="/api/v1/docs/")

    page.locator("#operations-me-me_retrieve").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table", has_text='"username": "ines"').wait_for()
    assert complaints == []
