"""What turns red while a page is open: counted in its title, and told by a soft tone to whoever switched that on."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.own_page import open_page

pytestmark = pytest.mark.journey

HEARD = "() => { window.tones = 0; document.addEventListener('baton:tone', () => { window.tones += 1; }); }"


def open_queue(page: Page, *, seconds_left: float) -> None:
    """A page with one row, due in so many seconds, that counts the tones it plays."""
    due_at = datetime.now(UTC) + timedelta(seconds=seconds_left)
    row = f'<div data-row id="one"><span data-due="{due_at.isoformat()}"><span class="due-words"></span></span></div>'
    switch = '<button data-tone hidden aria-pressed="false"><span data-tone-words></span></button>'
    open_page(page, f'<div id="queue" data-overdue>{row}</div>{switch}', also="overdue")
    page.evaluate(HEARD)


def test_a_tone_says_that_something_turned_red_once_it_is_switched_on(page: Page) -> None:
    open_queue(page, seconds_left=3)
    page.get_by_role("button", name="Sound is off").click()
    expect(page.get_by_role("button", name="Sound is on", pressed=True)).to_be_visible()
    assert page.evaluate("tones") == 1, "what to listen for"

    page.wait_for_function("tones === 2")

    expect(page).to_have_title("(1 overdue) Own page")
    page.wait_for_timeout(1200)
    assert page.evaluate("tones") == 2, "told once"


def test_the_choice_is_remembered_and_nothing_sounds_before_a_click(page: Page) -> None:
    page.add_init_script("localStorage.setItem('baton.tone', 'on')")
    open_queue(page, seconds_left=1)

    blocked = page.get_by_role("button", name="Sound is off until you click here", pressed=False)
    expect(blocked).to_be_visible()
    expect(page).to_have_title("(1 overdue) Own page")
    assert page.evaluate("tones") == 0

    blocked.click()
    expect(page.get_by_role("button", name="Sound is on", pressed=True)).to_be_visible()
    assert page.evaluate("tones") == 1, "a click on the switch lets it be heard, and does not switch it off"


def test_what_was_overdue_before_is_counted_and_makes_no_sound(page: Page) -> None:
    page.add_init_script("localStorage.setItem('baton.tone', 'on')")
    open_queue(page, seconds_left=-60)
    page.keyboard.press("Tab")
    page.wait_for_timeout(1500)

    expect(page).to_have_title("(1 overdue) Own page")
    assert page.evaluate("tones") == 0
