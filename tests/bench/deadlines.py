"""How late a breach is on record and told, and what no kill, crash or race may do: everything about deadlines.

First a trickle of deadlines beside a hundred times `SIZE` others, then `SIZE` at one instant (10,000 unless told), on
PostgreSQL and on SQLite; then open streams, and the soak (`soak.py`), each in a database of its own. A real watcher
process does the work (`manage.py enforce_deadlines`); a breach counts once another connection sees it, and is told
once a program elsewhere has been posted to.
"""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from escalation import database_clock
from escalation.models import Clock, Delivery, Handoff, NoticeKind, WebhookEndpoint
from escalation.notices import webhooks
from tests.bench import setting, soak, storm, streams
from tests.bench.figures import percentile, say
from tests.bench.seen import on_own_connection, seconds_late
from tests.support.many_handoffs import evenly, start_clocks, waiting_handoffs
from tests.support.processes import Running, database_url, wait_until
from tests.support.sink import Sink, listening

TRICKLE = 300  # deadlines, thirty a second
IDLE_SECONDS = 10
OTHERS = 100  # clocks that run on, for each that is in the storm
LOOK_FOR_TOLD_EVERY = 0.05  # seconds: what takes a hundred times as long is looked for less often
STREAMS = 500  # open at once


def main() -> None:
    size = int(os.environ.get("SIZE") or 10_000)
    with listening() as sink:
        _beside_others(size, sink)
    _storm_on_sqlite()
    setting.begin_anew()
    streams.measure("deadlines", {"stream": STREAMS})
    setting.begin_anew()
    soak.measure("deadlines", size)


def _beside_others(size: int, sink: Sink) -> None:
    sender, receiver = storm.people()
    trickling = waiting_handoffs(TRICKLE, sender=sender, receiver=receiver, at=database_clock.now())
    made = storm.make(size, sender=sender, receiver=receiver)
    _let_others_run(waiting_handoffs(size, sender=sender, receiver=receiver, at=database_clock.now()))
    say("deadlines", "running_clocks", Clock.objects.running().count(), "clocks")
    env = {"DATABASE_URL": database_url(), "ALLOWED_PRIVATE_NETWORKS": "127.0.0.0/8"}
    with Running([sys.executable, "manage.py", "enforce_deadlines"], env) as watcher:
        wait_until(lambda: "Watching" in watcher.output, within=30, what="the watcher watches")
        _idle(watcher)
        _trickle(trickling, sink)
        storm.break_out(made, receiver, bench="deadlines", name="storm")


def _storm_on_sqlite() -> None:
    """The same storm on the embedded database, by a process of its own: a process has one database."""
    env = {**os.environ, "BATON_BENCH_DATABASE": "sqlite"}
    subprocess.run([sys.executable, "-m", "tests.bench", "storm"], cwd=settings.BASE_DIR, env=env, check=True)


def _let_others_run(of: list[Handoff]) -> None:
    """Many more clocks, due in a month: they must not slow those that are due now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO escalation_clock (handoff_id, kind, generation, state, started_at, due_at, follow_failures)"
            " SELECT id, 'acknowledge', generation, 'running', now(), now() + interval '30 days', 0"
            " FROM escalation_handoff, generate_series(1, %s) AS generation WHERE id = ANY(%s)",
            [OTHERS, [handoff.pk for handoff in of]],
        )
        cursor.execute("VACUUM ANALYZE")


def _idle(watcher: Running) -> None:
    """What watching costs while nothing runs out."""
    before = _cpu_seconds(watcher)
    time.sleep(IDLE_SECONDS)
    say("deadlines", "idle_cpu_percent", 100 * (_cpu_seconds(watcher) - before) / IDLE_SECONDS, "%")


def _trickle(handoffs: list[Handoff], sink: Sink) -> None:
    endpoint = WebhookEndpoint.objects.create(
        name="Program", url=sink.url, secret=webhooks.new_secret(), kinds=[NoticeKind.BREACHED]
    )
    begin = database_clock.now() + timedelta(seconds=2)
    clocks = start_clocks(handoffs, evenly(TRICKLE, start=begin, over=timedelta(seconds=TRICKLE / 30)))
    followed: list[float] = []
    looking = threading.Thread(
        target=lambda: followed.extend(
            on_own_connection(lambda: seconds_late(clocks, storm.followed, LOOK_FOR_TOLD_EVERY))
        )
    )
    looking.start()
    lags = seconds_late(clocks, storm.recorded)
    looking.join()
    wait_until(lambda: len(sink.posted) >= TRICKLE, within=60, what="a program has been told of each")
    told = _seconds_until_posted(clocks, sink)
    for name, seconds in (("steady", lags), ("followed", followed), ("told", told)):
        say("deadlines", f"{name}_p50_ms", 1000 * percentile(seconds, 0.5), "ms")
        say("deadlines", f"{name}_p99_ms", 1000 * percentile(seconds, 0.99), "ms")
    # The storm is told in the portal alone: ten thousand posts would be measured with it.
    Delivery.objects.filter(endpoint=endpoint).delete()
    endpoint.delete()


def _seconds_until_posted(clocks: list[Clock], sink: Sink) -> list[float]:
    """How long after its deadline the program elsewhere was first posted to, of each."""
    due_at = {clock.handoff_id: clock.due_at.timestamp() for clock in clocks}
    first: dict[int, float] = {}
    for posted in sink.posted:
        first.setdefault(posted.said["data"]["handoff"], posted.at)
    return [first[handoff] - due for handoff, due in due_at.items()]


def _cpu_seconds(running: Running) -> float:
    """Processor time that a process has used, in user and kernel mode."""
    fields = Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
