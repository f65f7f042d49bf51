"""How quick the pages are that people look at all day, over HTTP, at SIZE tickets (100,000 unless told).

Prints the median and 95th percentile of one client, requests a second of eight, and the SQL queries of each page; then
the memory of the processes after 10,000 requests, and by how much it grew since the first thousand.
"""

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connection
from django.test import Client as Asker
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench import going_on, world
from tests.bench.figures import PAGE_QUERIES, of_page, percentile, say
from tests.bench.serving import Client, Served, resident_mb, served
from tests.bench.world import COMMON, RARE, World
from tests.support.portal import collect_static_files
from tickets.models import Agent

ONE_CLIENT = 120  # requests of each page by one client
EIGHT_CLIENTS = 320  # requests of each page by eight
REQUESTS = int(os.environ.get("REQUESTS") or 10_000)

OF_MANAGERS = {"clarity", "hidden"}
ONCE = {"handover"}  # what cannot be asked of a ticket twice

Request = tuple[str, dict[str, str] | None]  # a path, and the form that is posted to it, if any


def main() -> None:
    size = int(os.environ.get("SIZE") or 100_000)
    start = time.perf_counter()
    made = world.build(size)
    print(f"Made {size} tickets in {time.perf_counter() - start:.0f} s.", file=sys.stderr)
    say("pages", "tickets", size, "tickets")
    collect_static_files(settings.VAR_DIR)
    pages = pages_of(made)
    count_queries(made, pages)
    _measure(made, pages)


def pages_of(made: World) -> dict[str, Callable[[], Request]]:
    """Each page that is measured: a function that makes its next request."""
    begun = going_on.start(made)
    to_reply, to_hand_over = itertools.cycle(made.to_reply), _each_once(made.to_hand_over)
    search, ticket = reverse("search"), reverse("ticket", args=[made.ticket.pk])
    return {
        "queue": lambda: (reverse("handoff-queue", args=[made.team.slug]), None),
        "ticket": lambda: (ticket, None),
        "search_rare": lambda: (f"{search}?q={RARE}", None),
        "search_common": lambda: (f"{search}?q={COMMON}", None),
        "scorecard": lambda: (reverse("scorecard"), None),
        "inbox": lambda: (reverse("inbox", args=[made.team.slug]), None),
        "my_work": lambda: (reverse("my-work"), None),
        "palette": lambda: (f"{reverse('palette')}?q=customer", None),
        "presence": lambda: (reverse("ticket-presence", args=[made.ticket.pk]), {"state": "viewing"}),
        "shift_changes": lambda: (reverse("shift-changes"), None),
        "shift_change": lambda: (reverse("shift-change", args=[begun.shift_change.pk]), None),
        "talk": lambda: (reverse("talk", args=[begun.talk.pk]), None),
        "drill": lambda: (reverse("drill", args=[begun.drill.pk]), None),
        "who": lambda: (f"{reverse('who')}?q=customer", None),
        "clarity": lambda: (reverse("clarity"), None),
        "hidden": lambda: (reverse("hidden-handoffs"), None),
        "form": lambda: (reverse("hand-over", args=[made.ticket.pk]), None),
        "draft": lambda: (reverse("hand-over-draft", args=[made.ticket.pk]), {**hand_over_form(made), "window": "one"}),
        "reply": lambda: (reverse("ticket-say", args=[next(to_reply)]), REPLY),
        "handover": lambda: (reverse("hand-over", args=[next(to_hand_over)]), hand_over_form(made)),
    }


def _each_once(tickets: Sequence[int]) -> Iterator[int]:
    yield from tickets
    raise SystemExit(f"All {len(tickets)} tickets that can be handed over have been; take a larger SIZE.")


REPLY = {"body": "We found the cause and are putting it right.", "channel": "email", "kind": "reply"}


def hand_over_form(made: World) -> dict[str, str]:
    """The form a sender fills in."""
    return {
        "type": str(made.type.pk),
        "to": str(made.other_team.pk),
        "issue_summary": "No order reaches the warehouse since 09:40.",
        "step": "New API key",
        "result": "No change",
        "sentiment": "frustrated",
        "sentiment_note": "Third contact.",
        "urgency": "high",
        "business_impact": "Shipping stops at 18:00.",
        "next_best_action": "Compare the limits before and after 09:40.",
    }


def count_queries(made: World, pages: dict[str, Callable[[], Request]]) -> None:
    for name, request in pages.items():
        client = Asker()
        client.force_login(_reader(made, name), backend="django.contrib.auth.backends.ModelBackend")
        for _ in range(2):  # what a process reads once, and keeps, it has read the second time
            path, form = request()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path) if form is None else client.post(path, form)
            _must_be_right(name, response.status_code, form)
        say("pages", f"{name}_sql", len(queries), "queries", PAGE_QUERIES)


def _must_be_right(name: str, status: int, form: dict[str, str] | None) -> None:
    """A page that refuses is quick and worth nothing."""
    if status not in ({200, 302, 303} if form else {200}):
        raise SystemExit(f"{name} answered {status}; nothing was measured.")


def _reader(made: World, name: str) -> Agent:
    return made.manager if name in OF_MANAGERS else made.agent


class Desk:
    """An agent and her manager in front of one server, each with a browser, of whom one asks at a time."""

    def __init__(self, made: World, port: int) -> None:
        self._made = made
        self._browsers = {reader.pk: Client(port) for reader in (made.agent, made.manager)}
        for reader in (made.agent, made.manager):
            self._browsers[reader.pk].sign_in(reverse("sign-in"), reader.username, "bench")

    def ask(self, name: str, request: Request) -> float:
        """Milliseconds until the page is there."""
        path, form = request
        client = self._browsers[_reader(self._made, name).pk]
        start = time.perf_counter()
        status, _ = client.get(path) if form is None else client.post(path, form)
        taken = (time.perf_counter() - start) * 1000
        _must_be_right(name, status, form)
        return taken


def _measure(made: World, pages: dict[str, Callable[[], Request]]) -> None:
    with served(settings.VAR_DIR) as running:
        desk = Desk(made, running.port)
        for name, request in pages.items():
            _one_client(name, desk, request)
        desks = [Desk(made, running.port) for _ in range(8)]
        for name, request in pages.items():
            _eight_clients(name, desks, request)
        _memory(running, desks, {name: page for name, page in pages.items() if name not in ONCE})


def _one_client(name: str, desk: Desk, request: Callable[[], Request]) -> None:
    for _ in range(5):
        desk.ask(name, request())
    taken = [desk.ask(name, request()) for _ in range(ONE_CLIENT)]
    say("pages", f"{name}_p50_ms", percentile(taken, 0.5), "ms", of_page(name))
    say("pages", f"{name}_p95_ms", percentile(taken, 0.95), "ms")


def _eight_clients(name: str, desks: list[Desk], request: Callable[[], Request]) -> None:
    requests = [request() for _ in range(EIGHT_CLIENTS)]
    shares = [requests[number :: len(desks)] for number in range(len(desks))]
    start = time.perf_counter()
    with ThreadPoolExecutor(len(desks)) as pool:
        answers = pool.map(lambda desk, share: [desk.ask(name, one) for one in share], desks, shares)
        taken = list(itertools.chain(*answers))
    say("pages", f"{name}_8c_rps", len(taken) / (time.perf_counter() - start), "requests/s")
    say("pages", f"{name}_8c_p50_ms", percentile(taken, 0.5), "ms")
    say("pages", f"{name}_8c_p95_ms", percentile(taken, 0.95), "ms")


def _memory(running: Served, desks: list[Desk], pages: dict[str, Callable[[], Request]]) -> None:
    def run(count: int) -> None:
        requests = [(name, page()) for name, page in itertools.islice(itertools.cycle(pages.items()), count)]
        shares = [requests[number :: len(desks)] for number in range(len(desks))]
        with ThreadPoolExecutor(len(desks)) as pool:
            list(pool.map(lambda desk, share: [desk.ask(*one) for one in share], desks, shares))

    run(REQUESTS // 10)
    web_before, worker_before = resident_mb(running.web.pid), resident_mb(running.worker.pid)
    run(REQUESTS - REQUESTS // 10)
    for name, process, before in (("web", running.web, web_before), ("worker", running.worker, worker_before)):
        now = resident_mb(process.pid)
        say("pages", f"{name}_rss_mb", now, "MiB")
        say("pages", f"{name}_rss_growth_mb", now - before, "MiB")
