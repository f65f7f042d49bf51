"""What no kill, no crash and no race may do: figures that must be 0, and how soon Baton catches up.

`SIZE` is how many deadlines the storm of kills has (10,000 unless told); the suite runs a short one of the same kind.
"""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import Error, connection

from escalation import database_clock
from escalation.models import (
    Clock,
    ClockKind,
    ClockState,
    Delivery,
    EventKind,
    HandoffEvent,
    Medium,
    Notice,
    NoticeKind,
    Rung,
    WebhookEndpoint,
)
from escalation.models.delivery import DeliveryQuerySet
from escalation.notices import webhooks
from tests.bench import race
from tests.bench.figures import say
from tests.faults import scene as after
from tests.faults.scene import Scene
from tests.support.many_handoffs import evenly
from tests.support.processes import Processes, environment, wait_until
from tests.support.redis_server import RedisServer
from tests.support.sink import Sink, listening
from tests.support.storm import Storm

KILLS = 200  # at least, for ten thousand deadlines
KILLS_A_SECOND = 1.1  # about what a storm does on two busy cores: 200 kills take three minutes
SLOWEST_TELLING = 20  # breaches a second: under such a storm next to nothing is told, and all of it waits for the end
FALL_DUE = 500  # deadlines that fall due while everything is dead


def main() -> None:
    measure("soak", int(os.environ.get("SIZE") or 10_000))


def measure(bench: str, size: int) -> None:
    """Kill, crash and race with so many deadlines, and say what came of it."""
    with listening() as sink, _processes() as processes:
        processes.env["ALLOWED_PRIVATE_NETWORKS"] = "127.0.0.0/8"
        _kill(bench, size, processes, sink)
        _return(bench, processes)
        _database(bench, processes)
    race.measure(bench, size)


@contextmanager
def _processes() -> Iterator[Processes]:
    with tempfile.TemporaryDirectory(prefix="baton-", dir="/tmp" if os.path.isdir("/tmp") else None) as folder:
        server = RedisServer(Path(folder))
        server.start()
        processes = Processes({**environment(server.url, Path(folder)), "DATABASE_URL": os.environ["DATABASE_URL"]})
        try:
            yield processes
        finally:
            processes.end()
            server.kill()


def _kill(bench: str, size: int, processes: Processes, sink: Sink) -> None:
    WebhookEndpoint.objects.create(
        name="Program", url=sink.url, secret=webhooks.new_secret(), kinds=[NoticeKind.UNACKNOWLEDGED]
    )
    share = size / 10_000
    lasts = timedelta(seconds=max(15, share * KILLS / KILLS_A_SECOND))
    storm = Storm(deadlines=size, lasts=lasts, dice=random.Random(20), least_kills=round(share * KILLS))
    storm.rage(processes, Scene())
    over = time.monotonic()
    with suppress(AssertionError):  # what is not told by then is counted as lost
        wait_until(_all_done, within=60 + size / SLOWEST_TELLING, what="everything has had its consequences")
    say(bench, "kill_told_after_s", time.monotonic() - over, "s")
    say(bench, "kills", storm.kills, "kills")
    lost, twice = _consequences(sink)
    say(bench, "kill_lost", lost, "consequences")
    say(bench, "kill_twice", twice, "consequences")
    say(bench, "kill_wrong", race.wrong_verdicts(), "verdicts")
    say(bench, "kill_posts", len(sink.posted), "posts")
    say(bench, "kill_posts_repeated", len(sink.posted) - len(_events(sink)), "posts")


def _all_done() -> bool:
    return after.all_told() and not Rung.objects.due(database_clock.now()).exists() and not _unsent().exists()


def _unsent() -> DeliveryQuerySet:
    return Delivery.objects.unfinished().filter(medium=Medium.WEBHOOK)


def _consequences(sink: Sink) -> tuple[int, int]:
    """How many consequences are missing, and how many there are more than once.

    Of each deadline a record, of each breach a line in the story and a notice for each of two people, of each step
    taken a line and a post to the program; a post may be repeated, with the same key.
    """
    deadlines = Clock.objects.filter(kind=ClockKind.ACKNOWLEDGE)
    expected: Counter[tuple[str, int]] = Counter()
    for handoff in deadlines.breached().values_list("handoff", flat=True):
        expected.update({("line", handoff): 1, ("notice", handoff): 2})
    for handoff in Rung.objects.filter(climbed_at__isnull=False).values_list("handoff", flat=True):
        expected.update({("step", handoff): 1, ("post", handoff): 1})
    found = Counter(("post", int(said["data"]["handoff"])) for said in _events(sink).values())
    for what, rows in (
        ("line", HandoffEvent.objects.filter(kind=EventKind.BREACHED)),
        ("step", HandoffEvent.objects.filter(kind=EventKind.TOLD)),
        ("notice", Notice.objects.filter(kind=NoticeKind.BREACHED)),
    ):
        found.update((what, handoff) for handoff in rows.values_list("handoff", flat=True))
    unrecorded = deadlines.filter(state=ClockState.RUNNING).count()
    return unrecorded + (expected - found).total(), (found - expected).total()


def _events(sink: Sink) -> dict[str, Any]:
    """What the program was posted, once for each key."""
    return {posted.headers["webhook-id"]: posted.said for posted in sink.posted}


def _return(bench: str, processes: Processes) -> None:
    """All workers dead, then one comes back: until everything that fell due meanwhile is on record and told."""
    processes.kill_all()
    Scene().many(evenly(FALL_DUE, start=database_clock.now(), over=timedelta(seconds=1)))
    time.sleep(3)
    started = time.monotonic()
    processes.beat()
    processes.start_worker()
    after.wait_for_all_told()
    say(bench, "worker_return_s", time.monotonic() - started, "s")


def _database(bench: str, processes: Processes) -> None:
    """A server process of PostgreSQL is killed, which restarts them all: until the watcher has caught up."""
    watcher = processes.manage("enforce_deadlines")
    Scene().many(evenly(FALL_DUE, start=database_clock.now() + timedelta(seconds=3), over=timedelta(seconds=1)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    time.sleep(3)
    os.kill(backend, signal.SIGKILL)
    killed = time.monotonic()
    wait_until(_all_told_again, within=60, what="the watcher has caught up")
    say(bench, "db_kill_catchup_s", time.monotonic() - killed, "s")
    watcher.stop()


def _all_told_again() -> bool:
    """Where the database answers: it may take a connection and drop it a moment later, before it restarts."""
    try:
        return after.all_told()
    except Error:
        connection.close()
        return False
