"""Several who act at one moment, each on a connection of her own, and deadlines that run out as they do."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection

from escalation import clocks, database_clock
from escalation.engine import breaches
from escalation.models import Clock

AHEAD = 0.04  # seconds: about what an act takes until it has its locks
SPREAD = 0.03  # seconds to either side of the deadline


def on_own_connection(act: Callable[[Any], Any], thing: Any) -> Any:
    try:
        return act(thing)
    finally:
        connection.close()


def at_once(act: Callable[[Any], Any], things: Sequence[Any], *, threads: int) -> list[Any]:
    """What the act answers for each of the things, so many of them at the same moment."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda thing: on_own_connection(act, thing), things))


@contextmanager
def two_sweeps() -> Iterator[None]:
    """Two that record and follow what is due, again and again, while the others act."""
    done = threading.Event()

    def sweep(_: int) -> None:
        while not done.wait(0.02):
            clocks.record_due(database_clock.now())
            breaches.follow_some(database_clock.now(), limit=5)

    with ThreadPoolExecutor(2) as pool:
        sweeps = [pool.submit(on_own_connection, sweep, number) for number in range(2)]
        try:
            yield
        finally:
            done.set()
        for finished in sweeps:
            finished.result()


def aim(clock: Clock, dice: random.Random) -> None:
    """Have the clock run out about when an act that begins after this has its locks."""
    due_at = database_clock.now() + timedelta(seconds=AHEAD + dice.uniform(-SPREAD, SPREAD))
    Clock.objects.filter(pk=clock.pk).update(due_at=due_at)
    time.sleep(AHEAD / 2)
