"""People at the portal, each with a browser of her own."""

from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.factories import AgentFactory
from tests.support.portal import Portal
from tickets.models import Agent

PASSWORD = "correct horse battery"


def person(name: str, username: str, **fields: object) -> Agent:
    return AgentFactory(name=name, username=username, password=hashed_password(), **fields)


@cache
def hashed_password() -> str:
    """The password as production stores it: the served portal does not know the quick hasher of the tests."""
    return make_password(PASSWORD, hasher="pbkdf2_sha256")


def signs_in(page: Page, agent: Agent) -> None:
    """Sign in as people do, on the page that asks for it."""
    page.get_by_label("User name").fill(agent.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def signed_in(browser: Browser, portal: Portal, agent: Agent, *, at: str = "/") -> Page:
    """A browser whose person signed in earlier, without the second that hashing her password takes, at a page."""
    page = browser.new_context(base_url=portal.url).new_page()
    sits_down(page, portal, agent, at=at)
    return page


def sits_down(page: Page, portal: Portal, agent: Agent, *, at: str = "/") -> None:
    """Somebody at the browser that another has used: a new one costs more than a second of the machine's time."""
    client = Client()
    client.force_login(agent)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": portal.url}])
    page.goto(f"{portal.url}{at}")
    expect(page).to_have_url(f"{portal.url}{at}")  # and not that of the page that asks who she is


def is_told(page: Page, words: str) -> None:
    """A message says so; what is read aloud beside it is for those who cannot see it."""
    expect(page.locator("#messages").get_by_text(words)).to_be_visible()


def press(page: Page, key: str) -> None:
    """Press a key as people do, who look at a page first: its scripts, which answer keys, have arrived by then."""
    page.wait_for_load_state()
    page.keyboard.press(key)
