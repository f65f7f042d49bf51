"""What the pages' modules promise: the same words as the server, drafts told truthfully, keys, steps."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from config.wording import left_in_words, length_in_words, since_in_words
from tests.journeys.browsing import press
from tests.journeys.own_page import open_page

pytestmark = pytest.mark.journey

SECONDS = [0, 1, 59, 60, 61, 119, 120, 121, 3599, 3600, 3661, 7200, 86_399, 86_400, 90_061, 172_800]
SAY = "([module, name, seconds]) => import(`/static/js/${module}.js`).then((m) => seconds.map((s) => m[name](s)))"
DRAFT = """<form method="post" data-draft-url="/draft/"><textarea name="body" aria-label="Body"></textarea>
  <span data-draft-status></span></form>"""


def test_the_browser_says_times_as_the_server_does(page: Page) -> None:
    open_page(page, "")
    spans = [timedelta(seconds=sign * seconds) for seconds in SECONDS for sign in (1, -1)]
    for name, ours in [
        ("lengthInWords", length_in_words),
        ("sinceInWords", since_in_words),
        ("leftInWords", left_in_words),
    ]:
        theirs = page.evaluate(SAY, ["clock", name, [span.total_seconds() for span in spans]])

        assert theirs == [ours(span) for span in spans]


def test_a_time_elsewhere_is_written_as_its_reader_writes_times(page: Page) -> None:
    clock = '<p><time datetime="2026-03-02T12:00:00Z" data-local="weekday" data-zone="{}">Mon, by the server</time></p>'
    open_page(page, clock.format("Asia/Singapore") + clock.format("Nowhere/Yet"))

    there, unknown = page.locator("time").all()
    expect(there).to_have_text(re.compile(r"^Mon,? 08:00\sPM$"))
    expect(unknown).to_have_text("Mon, by the server")


def test_a_draft_is_called_saved_only_when_the_server_has_it(page: Page) -> None:
    kept: list[str] = []

    def keep(route: Route) -> None:
        kept.append(route.request.post_data or "")
        route.fulfill(content_type="application/json", body=json.dumps({"saved_at": "2026-03-10T12:00:00Z"}))

    open_page(page, DRAFT, {"/draft/": keep}, also="writing")
    page.get_by_label("Body").press_sequentially("Hello")

    expect(page.locator("[data-draft-status]")).to_contain_text("Saved ")
    assert kept == ["body=Hello"]


def test_a_draft_that_could_not_be_saved_says_so_and_is_tried_again(page: Page) -> None:
    answers = [503, 204]
    open_page(page, DRAFT, {"/draft/": lambda route: route.fulfill(status=answers.pop(0))}, also="writing")
    page.get_by_label("Body").fill("Hello")

    status = page.locator("[data-draft-status]")
    expect(status).to_have_text("Not saved: something went wrong on our side. Trying again.")
    expect(status).to_contain_text("Saved ")


def test_a_draft_changed_elsewhere_is_not_written_over(page: Page) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=409)

    open_page(page, DRAFT, {"/draft/": refuse}, also="writing")
    page.get_by_label("Body").fill("Hello")

    expect(page.locator("[data-draft-status]")).to_contain_text("changed in another window")
    page.wait_for_timeout(2500)
    assert len(asked) == 1


def test_keys_press_what_carries_them_and_rest_while_typing(page: Page) -> None:
    open_page(page, '<a href="#there" data-key="g q">Queue</a><input aria-label="Words"><div id="there">Here</div>')
    page.get_by_label("Words").press_sequentially("gq")
    assert not page.url.endswith("#there")

    page.get_by_label("Words").press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("q")

    page.wait_for_url("**#there")


def test_a_key_of_a_row_needs_the_row(page: Page) -> None:
    row = '<div data-row id="{0}"><a href="#" data-row-link>{0}</a><button data-key="e">Acknowledge</button></div>'
    open_page(page, row.format("one") + row.format("two") + "<output></output>")
    page.evaluate("""() => document.addEventListener("click", (event) => {
        document.querySelector("output").value += event.target.closest("div").id;
    })""")

    page.keyboard.press("e")
    expect(page.locator("output")).to_have_text("")
    for key in ("j", "j", "e"):
        page.keyboard.press(key)

    expect(page.locator("output")).to_have_text("two")


def test_search_opens_on_a_phone_and_closes_with_escape_where_it_was_opened(page: Page) -> None:
    toggle = '<button data-find-toggle aria-expanded="false">Find</button>'
    open_page(page, f'<div class="topbar-inner">{toggle}<form id="find"><input aria-label="Words"></form></div>')
    button = page.get_by_role("button", name="Find")

    button.click()
    expect(page.get_by_label("Words")).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    press(page, "Escape")

    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_steps_come_with_enter_and_go_with_their_button(page: Page) -> None:
    step = """<li data-step><input name="step" data-label="What you tried"><input name="result" data-label="Result">
      <button type="button" data-step-remove hidden>Remove</button></li>"""
    open_page(page, f'<form method="post"><ol id="steps" data-steps>{step * 3}</ol></form>', also="writing")
    expect(page.locator("[data-step]")).to_have_count(1)

    page.get_by_label("What you tried, step 1").press("T")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What you tried, step 2")).to_be_focused()
    page.get_by_role("button", name="Remove step 1").click()

    expect(page.locator("[data-step]")).to_have_count(1)
    expect(page.get_by_label("What you tried, step 1")).to_be_focused()


def test_a_line_grows_with_its_words_and_holds_no_break(page: Page) -> None:
    page.add_init_script("CSS.supports = () => false;")  # where it can, a browser does it by itself
    line = '<textarea rows="1" data-line aria-label="Step"></textarea><input aria-label="Next">'
    open_page(page, f'<form method="post">{line}</form>')
    step = page.get_by_label("Step")
    height = "line => line.clientHeight"
    short = step.evaluate(height)

    step.press("O")
    page.keyboard.insert_text("pened the list again\nand counted the orders that are missing there")

    expect(step).to_have_value("Opened the list again and counted the orders that are missing there")
    assert step.evaluate(height) > 1.8 * short
    assert step.evaluate("line => line.scrollHeight <= line.clientHeight + 1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Next")).to_be_focused()


def test_whoever_writes_more_than_the_card_shows_is_told_how_much(page: Page) -> None:
    count = '<output data-reading="what next" data-reading-limit="3"></output>'
    open_page(page, f'<form><input id="what" value="Two words"><input id="next" aria-label="Next">{count}</form>')
    expect(page.locator("output")).to_have_text("2 words, about 1 s to read")

    page.get_by_label("Next").fill("Call them now")

    expect(page.locator("output")).to_have_text("5 words, about 1 s to read; 2 more than the card shows")


def test_a_deadline_turns_from_calm_to_overdue(page: Page) -> None:
    page.clock.install(time="2026-03-10T12:00:00Z")
    due = """<div data-row><span class="due is-calm" data-due="2026-03-10T12:06:30Z" data-warn="300"><span
      class="due-words">?</span></span></div>"""
    open_page(page, due)
    expect(page.locator(".due-words")).to_have_text("6 min left")

    page.clock.fast_forward("05:00")
    expect(page.locator(".due-words")).to_have_text(re.compile(r"^1:[12]\d left$"))
    expect(page.locator("[data-row]")).to_have_class("is-soon")
    page.clock.fast_forward("02:00")

    expect(page.locator(".due-words")).to_have_text(re.compile(r"^\d+ s overdue$"))
    expect(page.locator("[data-row]")).to_have_class("is-late")


BELL = """<a data-notices data-notices-summary-url="/summary/" data-alerts-worker-url="/sw.js"
    data-alerts-report-url="/report/" data-notices-rang-url="/rang/" href="/notices/"><span data-unread></span></a>
    <div data-toasts="polite"></div><div data-toasts="assertive"></div>"""


# A browser that plays nothing before a click; to this one, whatever a test does in a page is one.
SILENT = """
let isClicked = false;
const made = [];
Object.defineProperty(AudioContext.prototype, "state", { get: () => isClicked ? "running" : "suspended" });
AudioContext.prototype.resume = () => new Promise((go) => isClicked && go());
window.AudioContext = class extends AudioContext { constructor() { super(); made.push(this); } };
addEventListener("click", () => {
  isClicked = true;
  for (const audio of made) audio.dispatchEvent(new Event("statechange"));
}, true);
"""
LOOKS_OFTEN = "setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 100);"

COUNTS_TONES = """
window.tones = 0;
window.OscillatorNode = class extends OscillatorNode { start(at) { window.tones += 1; super.start(at); } };"""

LIES_FREE_AT_THE_END = """(selector) => {
  scrollTo(0, document.body.scrollHeight);
  const button = document.querySelector(selector);
  const {top, bottom, right} = button.getBoundingClientRect();
  return document.elementFromPoint(right - 20, (top + bottom) / 2) === button;
}"""


def told(number: int, minutes_ago: float) -> dict[str, object]:
    """A notice as the bell hears of it."""
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    words = {"title": f"Notice {number}", "body": "", "url": "/", "acknowledge": "", "handoff": 1}
    return {"id": number, "rings": True, "urgent": False, "heard_from": at.isoformat(), "kind": "sent", **words}


def test_the_bell_shows_what_came_late_under_an_earlier_number_and_nothing_twice_and_says_what_rang(
    page: Page,
) -> None:
    summaries = [
        [told(7, 60)],
        [told(9, 0), told(7, 60)],
        [told(8, 0), told(9, 0), told(7, 60), told(6, 60)],
        [told(10, 0), told(8, 0)],
    ]
    count = 1

    def answer(route: Route) -> None:
        summary = {"unread": f"{count}", "latest": summaries[count - 1]}
        route.fulfill(content_type="application/json", body=json.dumps(summary))

    page.add_init_script(SILENT + LOOKS_OFTEN)
    open_page(page, BELL, {"/summary/": answer, "/rang/": lambda route: route.fulfill(status=204)})
    for count in (1, 2, 3):
        expect(page.locator("[data-unread]")).to_have_text(f"{count}")

    expect(page.locator(".toast-card a")).to_have_text(["Notice 9", "Notice 8"])
    silent = page.get_by_text("Sound is off until you click here")
    expect(silent).to_have_count(1)
    page.wait_for_function("localStorage['baton.notices.known'].split(' ').includes('8')")  # it is done trying to ring
    silent.click()
    expect(silent).to_have_count(0)
    with page.expect_request("**/rang/") as said:  # of the others nobody heard anything
        count = 4
    assert said.value.post_data == "rang=10"


def test_many_notices_at_once_ring_once_and_leave_room_for_the_page(page: Page) -> None:
    latest: list[dict[str, object]] = []

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps({"unread": "12", "latest": latest}))

    page.add_init_script(LOOKS_OFTEN + COUNTS_TONES)
    open_page(page, BELL, {"/summary/": answer, "/rang/": lambda route: route.fulfill(status=204)})
    expect(page.locator("[data-unread]")).to_have_text("12")

    with page.expect_request("**/rang/") as said:
        latest += [{**told(number, 0), "urgent": number in (3, 4)} for number in range(12, 0, -1)]

    cards, besides = page.locator(".toast-card[data-card] a"), page.locator("#toasts-besides")
    assert (said.value.post_data or "").count("rang=") == 12, "each has been heard of"
    assert page.evaluate("tones") == 2, "and together they rang as one"
    expect(cards).to_have_text(["Notice 12", "Notice 3", "Notice 4"])
    expect(besides).to_have_text("9 more notices")
    latest[:] = [notice for notice in latest if notice["id"] in (3, 5, 12)]
    expect(besides).to_have_text("1 more notice")
    expect(cards).to_have_text(["Notice 12", "Notice 3"])

    page.set_viewport_size({"width": 360, "height": 760})
    latest.insert(0, told(13, 0))
    expect(cards).to_have_text(["Notice 3"])
    expect(besides).to_have_text("3 more notices")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_last_row_of_a_page_can_be_pressed_though_cards_stand_there(page: Page, width: int) -> None:
    latest: list[dict[str, object]] = []

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps({"unread": "2", "latest": latest}))

    sheets = ("vendor/bootstrap.min", "css/tokens", "css/base", "css/shell")
    styles = "".join(f'<link rel="stylesheet" href="/static/{sheet}.css">' for sheet in sheets)
    rows = "<p>A row</p>" * 60 + '<button class="w-100" type="button">Acknowledge</button>'
    corner = f'<main class="page">{rows}</main><div class="toasts" id="toasts">{BELL}</div>'
    page.set_viewport_size({"width": width, "height": 640})
    page.add_init_script(LOOKS_OFTEN)
    open_page(page, styles + corner, {"/summary/": answer, "/rang/": lambda route: route.fulfill(status=204)})
    expect(page.locator("[data-unread]")).to_have_text("2")
    latest += [told(number, 0) for number in (1, 2)]
    expect(page.locator(".toast-card").first).to_be_visible()

    page.wait_for_function(LIES_FREE_AT_THE_END, arg="main button", timeout=5_000)


def test_a_browser_that_plays_sounds_without_a_click_is_not_called_silent(page: Page) -> None:
    latest: list[dict[str, object]] = []

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps({"unread": "1", "latest": latest}))

    page.add_init_script(LOOKS_OFTEN)
    open_page(page, BELL, {"/summary/": answer, "/rang/": lambda route: route.fulfill(status=204)})
    expect(page.locator("[data-unread]")).to_have_text("1")

    with page.expect_request("**/rang/") as said:
        latest.append(told(1, 0))

    assert said.value.post_data == "rang=1"
    expect(page.locator(".toast-card")).to_have_count(1)


def test_a_page_that_is_not_on_https_says_why_there_are_no_alerts_until_that_is_closed(page: Page) -> None:
    banner = "<div data-insecure hidden>Not on HTTPS <button data-insecure-close>Close</button></div>"
    open_page(page, banner)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Not on HTTPS")).to_have_count(0)

    page.reload()
    expect(page.get_by_text("Not on HTTPS")).to_be_hidden()


KEPT = """<form data-keep="one"><input name="read_back" aria-label="What you do next"></form>
  <form data-keep="two" data-keep-only="why"><textarea name="said" aria-label="Said"></textarea>
  <input name="why" aria-label="Why"></form>"""


def test_a_line_is_kept_like_a_longer_text_and_of_some_forms_one_field_alone(page: Page) -> None:
    open_page(page, KEPT, also="writing")
    for label in ("What you do next", "Said", "Why"):
        page.get_by_label(label).fill("Compare the limits.")
    page.reload()

    expect(page.get_by_label("What you do next")).to_have_value("Compare the limits.")
    expect(page.get_by_label("Why")).to_have_value("Compare the limits.")
    expect(page.get_by_label("Said")).to_have_value("")
