"""What no kill, no crash and no race may do: figures that must be 0, and how soon Baton catches up.

`SIZE` is how many deadlines the storm of kills has (10,000 unless told); the suite runs a short one of the same kind.
"""

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import Error, connection

from escalation import clocks, database_clock, handoffs
from escalation.models import Clock, ClockState, HandoffEvent, Notice
from tests.bench.figures import say
from tests.faults import scene as after
from tests.faults.scene import Scene
from tests.support.at_once import aim, at_once, two_sweeps
from tests.support.many_handoffs import evenly, start_clocks, waiting_handoffs
from tests.support.processes import Processes, environment, wait_until
from tests.support.redis_server import RedisServer
from tests.support.storm import Storm

KILLS_A_SECOND = 1.1  # about what a storm does on two busy cores: 200 kills take three minutes
SLOWEST_TELLING = 20  # breaches a second: under such a storm next to nothing is told, and all of it waits for the end
FALL_DUE = 500  # deadlines that fall due while everything is dead


def main() -> None:
    size = int(os.environ.get("SIZE") or 10_000)
    with _processes() as processes:
        _kill(size, processes)
        _return(processes)
        _database(processes)
    _race(size)


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


def _kill(size: int, processes: Processes) -> None:
    lasts = timedelta(seconds=max(15, size / 10_000 * 200 / KILLS_A_SECOND))
    storm = Storm(deadlines=size, lasts=lasts, dice=random.Random(20))
    storm.rage(processes, Scene())
    over = time.monotonic()
    after.wait_for_all_told(within=60 + size / SLOWEST_TELLING)
    say("soak", "kill_told_after_s", time.monotonic() - over, "s")
    say("soak", "kills", storm.kills, "kills")
    say("soak", "kill_lost", Clock.objects.filter(state=ClockState.RUNNING).count(), "deadlines")
    breached = Clock.objects.breached().count()
    say("soak", "kill_twice", HandoffEvent.objects.filter(kind="breached").count() - breached, "records")
    told = Notice.objects.filter(kind="breached")
    say("soak", "kill_told_twice", told.count() - told.values("recipient", "handoff").distinct().count(), "notices")
    say("soak", "kill_wrong", _wrong(), "verdicts")


def _wrong() -> int:
    judged = Clock.objects.filter(kind="acknowledge").values_list("state", "due_at", "handoff__acknowledged_at")
    return sum((state == ClockState.MET) != bool(done_at and done_at <= due_at) for state, due_at, done_at in judged)


def _return(processes: Processes) -> None:
    """All workers dead, then one comes back: until everything that fell due meanwhile is on record and told."""
    processes.kill_all()
    Scene().many(evenly(FALL_DUE, start=database_clock.now(), over=timedelta(seconds=1)))
    time.sleep(3)
    started = time.monotonic()
    processes.beat()
    processes.start_worker()
    after.wait_for_all_told()
    say("soak", "worker_return_s", time.monotonic() - started, "s")


def _database(processes: Processes) -> None:
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
    say("soak", "db_kill_catchup_s", time.monotonic() - killed, "s")
    watcher.stop()


def _all_told_again() -> bool:
    """Where the database answers: it may take a connection and drop it a moment later, before it restarts."""
    try:
        return after.all_told()
    except Error:
        connection.close()
        return False


def _race(size: int) -> None:
    """Acknowledgements aimed within 30 ms of their deadline, while two sweeps record and follow."""
    dice, scene = random.Random(41), Scene()
    far = database_clock.now() + timedelta(days=1)
    waiting = waiting_handoffs(size, sender=scene.sender, receiver=scene.receiver, at=database_clock.now())
    running = start_clocks(waiting, [far] * size)

    def acknowledge(clock: Clock) -> None:
        aim(clock, dice)
        handoffs.acknowledge(clock.handoff, by=scene.receiver)

    with two_sweeps():
        at_once(acknowledge, running, threads=4)
    clocks.record_due(database_clock.now())
    say("soak", "race_wrong", _wrong(), "verdicts")
