"""What scripts do where two windows write one draft, and where the thread moves on meanwhile."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.own_page import open_page

pytestmark = pytest.mark.journey

SAID = '<article class="said" id="message-{}"><header class="said-head"><b>{}</b></header></article>'
PAGE = f"""<div id="thread">{SAID.format(7, "Maria")}</div>
  <form id="composer" method="post" data-draft-url="/draft/">
    <input type="hidden" name="seen" value="7"><input type="hidden" name="draft_seen" value="">
    <textarea name="body" aria-label="Body"></textarea><div data-news hidden></div><span data-draft-status></span>
  </form>"""
OTHER = {"saved_at": "2026-03-10T12:00:00+00:00", "words": "Dear Maria, from the other window"}


def test_two_windows_are_both_shown_until_somebody_chooses(page: Page) -> None:
    kept: list[dict[str, list[str]]] = []

    def keep(route: Route) -> None:
        kept.append(parse_qs(route.request.post_data or ""))
        is_known = "draft_seen" in kept[-1]
        route.fulfill(status=200 if is_known else 409, content_type="application/json", body=json.dumps(OTHER))

    open_page(page, PAGE, {"/draft/": keep}, also="writing")
    page.get_by_label("Body").press_sequentially("Mine")

    conflict = page.get_by_role("alert")
    expect(conflict).to_contain_text("Dear Maria, from the other window")
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved")
    page.get_by_role("button", name="Keep what is here").click()
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved ")
    expect(conflict).to_be_hidden()
    assert kept[-1]["body"] == ["Mine"]
    assert kept[-1]["draft_seen"] == [OTHER["saved_at"]]


def test_who_writes_is_told_that_the_thread_moved_on_and_says_when_she_has_read_it(page: Page) -> None:
    open_page(page, PAGE, {"/draft/": lambda route: route.fulfill(status=204)}, also="writing")
    news = page.locator("[data-news]")
    page.locator("#thread").evaluate(
        "(thread, said) => thread.insertAdjacentHTML('beforeend', said)", SAID.format(9, "Ana")
    )
    expect(news).to_be_hidden()

    page.get_by_label("Body").press_sequentially("Hi")

    expect(news).to_contain_text("1 new message while you write, from Ana.")
    page.get_by_role("button", name="I have read it").click()
    expect(news).to_be_hidden()
    expect(page.locator("[name=seen]")).to_have_value("9")
