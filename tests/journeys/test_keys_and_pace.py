"""Keys that go to the row or to the page, the focus after a deed, what the palette finds, and how often pages ask."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.own_page import ORIGIN, open_page

pytestmark = pytest.mark.journey

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ROW = """<div data-row id="{0}"><a href="#{0}-opened" data-row-link>{0}</a><button data-key="t" data-key-label="Take"
  aria-label="Take {0}">Take it</button></div>"""
SIGNALS = """window.EventSource = class { constructor() { this.readyState = 1; window.stream = this; this.heard = {}; }
  addEventListener(name, handle) { this.heard[name] = handle; } close() {} }"""
REGION = re.compile(r"<[^<>]*data-live-url[^<>]*>")
SECONDS = re.compile(r'data-live-seconds="(\d+)"')


def test_o_and_x_are_the_pages_where_the_row_has_no_use_for_them(page: Page) -> None:
    body = """<div data-row id="word"><p>Which order?</p></div><a href="#talk" data-key="o">Open the talk</a>
      <button data-key="x" onclick="">Not me</button>"""
    open_page(page, body)
    page.evaluate("() => document.querySelector('button').addEventListener('click', () => location.hash = 'not-me')")

    for key in ("j", "o"):
        page.keyboard.press(key)
    expect(page).to_have_url(f"{ORIGIN}/#talk")
    page.keyboard.press("x")
    expect(page).to_have_url(f"{ORIGIN}/#not-me")


def test_o_opens_the_row_that_has_the_focus(page: Page) -> None:
    open_page(page, ROW.format("one") + '<a href="#page" data-key="o">Open</a>')

    for key in ("j", "o"):
        page.keyboard.press(key)

    expect(page).to_have_url(f"{ORIGIN}/#one-opened")


def test_an_entry_of_a_closed_menu_acts_and_the_menu_stays_closed(page: Page) -> None:
    menu = '<details data-menu><summary>Me</summary><div><button data-key="?">Shortcuts</button></div></details>'
    open_page(page, menu)
    page.evaluate("() => document.querySelector('button').addEventListener('click', () => location.hash = 'help')")

    page.keyboard.press("?")

    expect(page).to_have_url(f"{ORIGIN}/#help")
    assert not page.locator("details").evaluate("menu => menu.open")


def test_rows_without_a_link_are_walked_too(page: Page) -> None:
    open_page(page, '<ol><li data-row id="first">a</li><li data-row id="second">b</li></ol>')

    for _ in range(2):
        page.keyboard.press("j")

    expect(page.locator("#second")).to_be_focused()


def test_after_a_deed_the_focus_is_in_its_row_again_and_the_walk_goes_on_there(page: Page) -> None:
    open_page(page, "".join(ROW.format(name) for name in ("one", "two", "three")), at="/#two")

    expect(page.locator("#two a")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#three a")).to_be_focused()


def test_a_deed_that_lacks_a_word_goes_to_its_field(page: Page) -> None:
    open_page(page, '<label for="word">Word</label><input id="word">', at="/#word")

    expect(page.get_by_label("Word")).to_be_focused()


def test_the_palette_knows_the_deeds_of_rows(page: Page) -> None:
    form = """<main><details><summary class="btn">Something is missing</summary><form><input aria-label="What is wrong">
      <button data-palette-deed class="btn">Return it</button></form></details></main>"""
    open_page(page, ROW.format("one") + ROW.format("two") + form)
    page.keyboard.press("j")

    labels = page.evaluate("() => import('/static/js/palette.js').then((m) => m.deedsOfPage().map((d) => d.label))")
    assert labels == ["Take", "Take two", "Something is missing", "Return it"]

    page.evaluate(
        """() => Promise.all([import('/static/js/palette.js'), import('/static/js/keyboard.js')]).then(
          ([deeds, keys]) => keys.use(deeds.deedsOfPage().find((deed) => deed.label === 'Return it').target))"""
    )
    expect(page.get_by_label("What is wrong")).to_be_focused()


def declared() -> set[int]:
    """The seconds that any page declares to ask after."""
    regions = [region for file in TEMPLATES.rglob("*.html") for region in REGION.findall(file.read_text())]
    assert len(regions) > 5
    return {int(found[1]) if (found := SECONDS.search(region)) else 5 for region in regions}


@pytest.mark.parametrize("seconds", sorted(declared()))
def test_while_signals_come_no_page_asks_more_often_than_every_fifteen_seconds(page: Page, seconds: int) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body="<p>As before</p>")

    page.add_init_script(SIGNALS)
    page.clock.install(time="2026-03-10T12:00:00Z")
    region = f'<div id="talk" data-live-url="/part/" data-live-topics="agent:7" data-live-seconds="{seconds}"></div>'
    open_page(page, region, {"/part/": answer}, attributes=' data-stream-url="/events/"')
    page.evaluate("() => window.stream.heard.resync({ data: 'agent:7 team:3' })")
    page.clock.run_for(5_000)
    asked.clear()

    for _ in range(120):
        page.clock.run_for(1_000)

    assert 1 <= len(asked) <= 120 / 15
