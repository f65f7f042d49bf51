"""Pages follow what happens: by a signal where the server streams, by asking where it does not."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.factories import TeamFactory, send_handoff
from tests.journeys.browsing import person, signed_in
from tests.journeys.own_page import open_page
from tests.support.portal import Portal
from tickets import services
from tickets.models import Agent, Channel

pytestmark = pytest.mark.journey

ALARM = "/health/banner"  # asked for more often while it stands: no engine runs here
WATCHED = 40  # seconds of a page's life: less than a stream that is silent is believed in
BEFORE_IT_ASKS = 3_000  # milliseconds: without a signal a list asks after five seconds
EVENTS = re.compile("/events/")


@pytest.fixture
def sarah(served: Portal) -> Agent:
    """Works in Tier 2."""
    return person("Sarah Okafor", "sarah", team=TeamFactory(name="Tier 2", slug="tier-2", tier=2))


def test_what_happens_shows_at_once_and_one_stream_serves_all_windows(
    browser: Browser, served: Portal, sarah: Agent
) -> None:
    queue = signed_in(browser, served, sarah)
    with queue.expect_response(re.compile(r"/events/\?seen=%23")):
        queue.goto("/handoffs/tier-2/")
    handoff = send_handoff(receiver=sarah)
    row = queue.get_by_role("link", name=handoff.next_best_action)
    expect(row).to_be_visible(timeout=BEFORE_IT_ASKS)

    ticket = queue.context.new_page()
    streams: list[str] = []
    ticket.on("request", lambda request: streams.append(request.url) if "/events/" in request.url else None)
    # The first window asks for the second one's ticket.
    with queue.expect_response(re.compile(r"/events/\?ticket=\d+$")):
        ticket.goto(handoff.ticket.get_absolute_url())
    services.post_message(
        handoff.ticket, author=handoff.ticket.customer, body="Any news?", channel=Channel.EMAIL, at=handoff.sent_at
    )

    expect(ticket.get_by_text("Any news?")).to_be_visible(timeout=BEFORE_IT_ASKS)
    assert streams == []

    with ticket.expect_response(EVENTS):  # the other window takes over
        queue.close()
    services.post_message(
        handoff.ticket, author=handoff.ticket.customer, body="Hello?", channel=Channel.EMAIL, at=handoff.sent_at
    )
    expect(ticket.get_by_text("Hello?")).to_be_visible(timeout=2 * BEFORE_IT_ASKS)


def test_what_happens_between_a_page_and_its_stream_shows_as_well(
    browser: Browser, served: Portal, sarah: Agent
) -> None:
    queue = signed_in(browser, served, sarah)
    held: list[Route] = []
    queue.context.route(EVENTS, lambda route: held.append(route))  # noqa: PLW0108
    queue.goto("/handoffs/tier-2/")
    until(queue, lambda: len(held) == 1)

    handoff = send_handoff(receiver=sarah)
    held[0].continue_()

    expect(queue.get_by_role("link", name=handoff.next_best_action)).to_be_visible(timeout=BEFORE_IT_ASKS)


# Stands in for the browser's own: the test says what the server says.
FAKE_SOURCE = """
    window.opened = 0;
    window.EventSource = class {
        static OPEN = 1;
        static CLOSED = 2;
        constructor() { this.heard = {}; this.readyState = 1; window.source = this; window.opened += 1; }
        addEventListener(name, handle) { this.heard[name] = handle; }
        close() {}
    };
    window.says = (event, data) => window.source.heard[event]({ data });
    document.addEventListener("readystatechange", () => { document.body.dataset.streamUrl = "/events/"; });
"""


def until(page: Page, holds: Callable[[], bool], *, seconds: int = 30) -> None:
    """Let the page go on until this holds, however slow the machine is."""
    for _ in range(seconds * 20):
        if holds():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"not within {seconds} seconds")


@pytest.fixture
def asked(page: Page) -> list[float]:
    """A list of team 1 that asks ten times a second while no signals come; when it asked, in milliseconds."""
    asked: list[float] = []

    def answer(route: Route) -> None:
        asked.append(page.evaluate("performance.now()"))
        route.fulfill(content_type="text/html", body=f"<p>{len(asked)}</p>")

    page.add_init_script(FAKE_SOURCE)
    region = '<div id="list" data-live-url="/list/" data-live-seconds="0.1" data-live-topics="team:1"></div>'
    open_page(page, region, {"/list/": answer})
    return asked


def test_while_signals_come_a_list_asks_only_when_it_is_told_to(page: Page, asked: list[float]) -> None:
    page.evaluate("says('resync', 'agent:3 team:1 team:2')")
    page.wait_for_timeout(2500)
    before = len(asked)
    page.evaluate("says('changed', 'agent:3 team:2')")
    page.wait_for_timeout(1000)
    assert len(asked) == before, "another team's"

    page.evaluate("says('changed', 'team:1')")
    until(page, lambda: len(asked) > before)
    page.wait_for_timeout(1000)
    assert len(asked) == before + 1

    page.evaluate("source.onerror()")
    until(page, lambda: len(asked) > before + 3)  # it asks by itself again


def test_a_list_that_has_missed_nothing_is_not_asked_for(page: Page, asked: list[float]) -> None:
    page.evaluate("says('hearing', 'agent:3 team:1')")
    page.wait_for_timeout(300)
    before = len(asked)
    page.wait_for_timeout(1000)
    assert len(asked) == before

    page.evaluate("says('changed', 'team:1')")
    until(page, lambda: len(asked) > before)


REFUSE = "if (source.readyState !== 2) { source.readyState = 2; source.onerror(); }"


def test_a_stream_that_was_lost_is_back_soon_after_the_server_answers_again(page: Page) -> None:
    statuses = [200]
    asked: list[int] = []

    def answer(route: Route) -> None:
        asked.append(statuses[-1])
        route.fulfill(status=statuses[-1], content_type="text/html", body=f"<p>{len(statuses)}</p>")

    def pass_by(milliseconds: int) -> None:
        page.clock.run_for(milliseconds)
        while on_the_way:  # an answer takes a moment that no clock of the page counts
            on_the_way.pop().response()

    on_the_way: list[Request] = []
    page.on("request", lambda request: on_the_way.append(request))  # noqa: PLW0108
    page.clock.install()
    page.add_init_script(FAKE_SOURCE)
    region = '<div id="list" data-live-url="/list/" data-live-topics="team:1"></div>'
    open_page(page, region, {"/list/": answer})
    page.evaluate("says('resync', 'team:1')")

    statuses.append(503)
    for _ in range(60):
        page.evaluate(REFUSE)
        pass_by(5_000)
    page.evaluate(REFUSE)  # one may just have been opened
    lost, opened = len(asked), page.evaluate("opened")
    assert 12 <= lost <= 24, "every 20 seconds, more or less"
    assert 5 <= opened <= 12, "every minute, and sooner at first"
    statuses.append(200)
    until_asked = 0
    while asked[-1] == 503:
        pass_by(1_000)
        until_asked += 1
    expect(page.locator("#list")).to_have_text("3")
    pass_by(3_000)

    assert until_asked <= 26
    assert page.evaluate("opened") > opened


def test_where_there_is_no_stream_it_is_asked_for_once_a_minute(page: Page) -> None:
    page.clock.install()
    page.add_init_script(FAKE_SOURCE)
    open_page(page, "")

    page.evaluate(REFUSE)
    page.clock.run_for(29_000)
    assert page.evaluate("opened") == 1
    page.clock.run_for(62_000)

    assert page.evaluate("opened") > 1


def test_a_storm_of_signals_costs_a_request_every_two_seconds(page: Page, asked: list[float]) -> None:
    page.evaluate("says('resync', 'team:1')")
    page.wait_for_timeout(500)
    before = len(asked)

    page.evaluate("window.storm = setInterval(() => says('changed', 'team:1'), 10)")
    until(page, lambda: len(asked) >= before + 3)

    # A machine under load asks later, never sooner; the page measures from before the request to the answer's handler.
    assert all(later - earlier > 1_500 for earlier, later in pairwise(asked[before:]))


def test_a_server_under_load_is_asked_less_often(page: Page) -> None:
    answers: list[float] = []

    def answer_slowly(route: Route) -> None:
        page.wait_for_timeout(400)
        answers.append(page.evaluate("performance.now()"))
        route.fulfill(content_type="text/html", body=f"<p>{len(answers)}</p>")

    page.add_init_script(FAKE_SOURCE)
    region = '<div id="list" data-live-url="/list/" data-live-seconds="60" data-live-topics="team:1"></div>'
    open_page(page, region, {"/list/": answer_slowly})
    page.evaluate("says('resync', 'team:1')")
    page.evaluate("window.storm = setInterval(() => says('changed', 'team:1'), 10)")
    until(page, lambda: len(answers) >= 2, seconds=60)

    # Ten times as long as an answer took lies between two questions.
    assert answers[1] - answers[0] > 3_500


def test_a_page_asks_seldom_while_the_server_streams_and_every_five_seconds_while_it_does_not(
    browser: Browser, served: Portal, sarah: Agent
) -> None:
    page = signed_in(browser, served, sarah)
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(path_of(request)) if "hx-request" in request.headers else None)

    for path in ("/", "/inbox/tier-2/", "/handoffs/tier-2/"):
        with page.expect_response(EVENTS), page.expect_response("**/notices/summary/"):
            page.goto(path)
        assert path not in asked, "nothing happened since it was drawn"
        asked.clear()
        for _ in range(WATCHED):
            page.clock.run_for(1_000)
        asked_by_itself = Counter(asked)
        del asked_by_itself[ALARM]
        assert path in asked_by_itself
        assert max(asked_by_itself.values()) <= WATCHED / 15

    page.context.route(EVENTS, lambda route: route.fulfill(status=204))
    with page.expect_response(EVENTS):
        page.goto("/handoffs/tier-2/")
    handoff = send_handoff(receiver=sarah)
    for _ in range(2):
        with page.expect_request(is_by_itself):
            page.clock.run_for(5_000)
    expect(page.locator("main").get_by_text(handoff.next_best_action)).to_be_visible()


def is_by_itself(request: Request) -> bool:
    """Whether a page asks for its own content anew."""
    return "hx-request" in request.headers and path_of(request) == urlsplit(request.frame.url).path


def path_of(request: Request) -> str:
    return urlsplit(request.url).path
