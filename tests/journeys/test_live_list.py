"""A live list keeps itself fresh, never moves the row somebody is about to press, and says when it cannot."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.own_page import open_page

pytestmark = pytest.mark.journey


def rows(*names: str) -> str:
    cells = "".join(
        f'<tr data-row id="{name}"><td><a href="#" data-row-link>{name}</a> <button>Acknowledge</button></td></tr>'
        for name in names
    )
    return f"<table><tbody>{cells}</tbody></table>"


@dataclass
class Server:
    """Answers with the list as it now is, or fails as it is told."""

    html: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, route: Route) -> None:
        route.fulfill(status=self.status, headers=self.headers, content_type="text/html", body=self.html)


@pytest.fixture
def server(page: Page) -> Server:
    """A page that shows two rows, and the server it asks five times a second."""
    server = Server(rows("oslo", "lima"))
    body = f"""<main><div id="list" data-live-url="/list/" data-live-seconds="0.2" data-live-one="handoff"
      data-live-many="handoffs">{server.html}</div><div data-live-line="list"><span data-live-words></span>
      <button data-live-pause>Pause</button></div></main>"""
    open_page(page, body, {"/list/": server})
    return server


def test_a_new_row_appears_by_itself(page: Page, server: Server) -> None:
    server.html = rows("cairo", "oslo", "lima")

    expect(page.locator("[data-row]")).to_have_text(["cairo Acknowledge", "oslo Acknowledge", "lima Acknowledge"])


def test_a_row_under_the_pointer_stays_and_the_new_one_is_offered(page: Page, server: Server) -> None:
    page.locator("#lima button").hover()
    server.html = rows("cairo", "oslo", "lima")

    expect(page.get_by_text("1 new handoff.")).to_be_visible()
    expect(page.locator("#cairo")).to_have_count(0)
    page.keyboard.press(".")
    expect(page.locator("#cairo")).to_be_visible()
    expect(page.get_by_text("1 new handoff.")).to_have_count(0)


def test_a_row_that_has_the_focus_stays(page: Page, server: Server) -> None:
    page.locator("#lima button").focus()
    server.html = rows("lima", "oslo")

    expect(page.get_by_text("The order has changed.")).to_be_visible()
    expect(page.locator("[data-row]").first).to_have_id("oslo")


def test_what_comes_below_the_row_under_the_pointer_comes_at_once(page: Page, server: Server) -> None:
    page.locator("#oslo button").hover()
    server.html = rows("oslo", "lima", "cairo")

    expect(page.locator("#cairo")).to_be_visible()


def test_a_server_that_fails_is_said_and_forgiven(page: Page, server: Server) -> None:
    server.status = 503
    expect(page.locator("[data-live-words]")).to_contain_text("Updates interrupted, list as of")
    expect(page.locator("[data-row]")).to_have_count(2)

    server.status, server.html = 200, rows("cairo")

    expect(page.locator("#cairo")).to_be_visible()
    expect(page.locator("[data-live-words]")).to_have_text("New entries appear here by themselves.")


def test_somebody_signed_out_is_told_so(page: Page, server: Server) -> None:
    server.status, server.headers = 302, {"Location": "/sign-in/?next=/list/"}

    expect(page.locator("[data-live-words]")).to_contain_text("You have been signed out.")
    expect(page.get_by_role("link", name="Sign in again")).to_have_attribute("href", "/sign-in/?next=%2F")


def test_updates_pause_when_told_to(page: Page, server: Server) -> None:
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-live-words]")).to_contain_text("Updates are paused by you.")
    server.html = rows("cairo")
    page.wait_for_timeout(500)
    expect(page.locator("#cairo")).to_have_count(0)

    page.get_by_role("button", name="Resume updates").click()

    expect(page.locator("#cairo")).to_be_visible()
