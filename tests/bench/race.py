"""Acknowledgements aimed within 30 ms of their deadline, beside sweeps that record and follow: no verdict may be wrong.

`SIZE` is how many there are (10,000 unless told). They act in two processes, as those of two servers would.
"""

import multiprocessing
import os
import random
import time
from datetime import timedelta

from django.db import connections

from escalation import clocks, database_clock, handoffs
from escalation.models import Clock, ClockState
from tests.bench.figures import say
from tests.faults.scene import Scene
from tests.support.at_once import AHEAD, aim, at_once, sweeping
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tickets.models import Agent

PROCESSES = 2
THREADS = 3  # in each


def main() -> None:
    measure("race", int(os.environ.get("SIZE") or 10_000))


def measure(bench: str, size: int) -> None:
    """Let so many acknowledge as their deadline passes, and say how many verdicts are wrong."""
    scene, now = Scene(), database_clock.now()
    waiting = waiting_handoffs(size, sender=scene.sender, receiver=scene.receiver, at=now)
    clocks_of_race = [clock.pk for clock in start_clocks(waiting, [now + timedelta(days=1)] * size)]
    started = time.monotonic()
    connections.close_all()  # no two processes speak over one
    shares = [(clocks_of_race[number::PROCESSES], scene.receiver.pk, number) for number in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as processes:
        processes.starmap(_acknowledge_all, shares, chunksize=1)
    while clocks.record_due(database_clock.now()):
        pass
    say(bench, "race_per_second", size / (time.monotonic() - started), "1/s")
    met = Clock.objects.filter(pk__in=clocks_of_race, state=ClockState.MET).count()
    say(bench, "race_in_time_percent", 100 * met / size, "%")
    say(bench, "race_wrong", wrong_verdicts(), "verdicts")


def _acknowledge_all(numbers: list[int], receiver: int, seed: int) -> None:
    dice, by = random.Random(seed), Agent.objects.get(pk=receiver)
    running = Clock.objects.select_related("handoff__ticket").in_bulk(numbers)

    lately = [AHEAD]  # seconds from aiming until the locks were held: the busier the machine, the more

    def acknowledge(number: int) -> None:
        handoff, ahead = running[number].handoff, lately[-1]
        aimed_at = aim(running[number], dice, ahead=ahead)
        handoffs.acknowledge(handoff, by=by)
        assert handoff.acknowledged_at is not None
        lately.append(0.9 * ahead + 0.1 * (handoff.acknowledged_at - aimed_at).total_seconds())

    with sweeping(1):
        at_once(acknowledge, numbers, threads=THREADS)
    connections.close_all()


def wrong_verdicts() -> int:
    """How many clocks say something else than when their handoff was acknowledged."""
    judged = Clock.objects.filter(kind="acknowledge").values_list("state", "due_at", "handoff__acknowledged_at")
    return sum((state == ClockState.MET) != bool(done_at and done_at <= due_at) for state, due_at, done_at in judged)
