"""Several who act at one moment, each on a connection of her own, and deadlines that run out as they do."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
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
    """What the act answers for each of the things, so many of them at the same moment.

    Each thread keeps its connection, as those of a server do: opening one takes longer than most acts.
    """
    answers: dict[int, Any] = {}
    left = iter(list(enumerate(things)))
    taking = threading.Lock()

    def act_on_all(_: int) -> None:
        while True:
            with taking:
                number, thing = next(left, (None, None))
            if number is None:
                return
            answers[number] = act(thing)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(partial(on_own_connection, act_on_all), range(threads)))
    return [answers[number] for number in range(len(things))]


@contextmanager
def sweeping(count: int = 2) -> Iterator[None]:
    """So many that record and follow what is due, again and again, while the others act."""
    done = threading.Event()

    def sweep(_: int) -> None:
        while not done.wait(0.02):
            due_at, now = clocks.next_due(), database_clock.now()
            if due_at and due_at < now:
                clocks.record_due(now)
            breaches.follow_some(now, limit=5)

    with ThreadPoolExecutor(count) as pool:
        sweeps = [pool.submit(on_own_connection, sweep, number) for number in range(count)]
        try:
            yield
        finally:
            done.set()
        for finished in sweeps:
            finished.result()


def aim(clock: Clock, dice: random.Random, *, ahead: float = AHEAD) -> datetime:
    """Have the clock run out about when an act that begins after this has its locks; says when it was aimed."""
    now = database_clock.now()
    due_at = now + timedelta(seconds=ahead + dice.uniform(-SPREAD, SPREAD))
    Clock.objects.filter(pk=clock.pk).update(due_at=due_at)
    time.sleep(AHEAD / 2)
    return now
