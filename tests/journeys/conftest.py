"""A real Chromium for the journeys: the system's, which every distribution packages.

Where its headless shell is installed too, that one: the same pages and scripts for a third of the work, since it draws
no window around them.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserType, expect
from pytest_django import Settings

from tests.support.connections import wait_until_nobody_asks
from tests.support.portal import Portal


def _first_of(*names: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


# A busy machine makes no page wrong; what must be quick says so itself.
expect.set_options(timeout=10_000)

WHOLE_CHROMIUM = _first_of("chromium", "google-chrome", "chromium-browser")
CHROMIUM = _first_of("chromium-headless-shell") or WHOLE_CHROMIUM
ABSENT = "The browser journeys need Chromium (on Debian and Ubuntu: apt install chromium); none was found."
# It keeps to the pages under test: no updates, no account, no protocol that a loopback test has no use for.
ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if WHOLE_CHROMIUM:
        return
    if os.environ.get("CI"):
        pytest.fail(ABSENT, pytrace=False)
    pytest.skip(ABSENT)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Chromium's sandbox does not work for root.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*ARGUMENTS, *sandbox]}


@pytest.fixture
def whole_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Chromium with what its headless shell lacks, such as showing notifications."""
    browser = browser_type.launch(**{**browser_type_launch_args, "executable_path": WHOLE_CHROMIUM})
    yield browser
    browser.close()


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright runs an event loop in this thread, so Django would refuse our queries; nothing here awaits them.

    Connections opened beside a loop are kept apart from others: nobody could close them once the loop is gone, nor
    while it runs those of the tests before it.
    """
    connections.close_all()
    request.getfixturevalue("playwright")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    connections.close_all()


@pytest.fixture
def served(served: Portal, browser: Browser, settings: Settings, redis_url: str) -> Iterator[Portal]:
    """The portal, which hears of what a test does by itself.

    Its pages are closed before the database is emptied, in the midst of whose questions that fails.
    """
    settings.REDIS_URL = redis_url
    yield served
    for context in browser.contexts:
        context.close()
    wait_until_nobody_asks()
