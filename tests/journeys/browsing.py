"""People who sign in, each with a browser of her own."""

from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, Page, expect

from tests.factories import AgentFactory
from tests.support.portal import Portal
from tickets.models import Agent

PASSWORD = "correct horse battery"


def person(name: str, username: str, **fields: object) -> Agent:
    agent = AgentFactory(name=name, username=username, **fields)
    agent.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    agent.save()
    return agent


def signed_in(browser: Browser, portal: Portal, agent: Agent) -> Page:
    page = browser.new_context(base_url=portal.url).new_page()
    page.goto("/")
    page.get_by_label("User name").fill(agent.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    return page
