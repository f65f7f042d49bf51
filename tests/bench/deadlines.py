"""How late a breach is on record and told: at a trickle, and when ten thousand deadlines run out at one instant.

A real watcher process does the work (`manage.py enforce_deadlines`); a breach counts once another connection sees it.
`SIZE` is how many deadlines run out together; a hundred times as many others run on meanwhile.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection

from escalation import database_clock, handoffs
from escalation.models import Clock, Handoff
from escalation.models.clock import ClockQuerySet
from tests.bench.figures import percentile, say
from tests.factories import AgentFactory, TeamFactory
from tests.support.many_handoffs import evenly, start_clocks, waiting_handoffs
from tests.support.processes import Running, database_url, wait_until
from tickets.models import Agent, Role, Team

TRICKLE = 300  # deadlines, thirty a second
ACKNOWLEDGED = 200  # in the foreground of the storm
IDLE_SECONDS = 10
LOOK_EVERY = 0.01  # seconds between two looks from outside: the error of each figure
LOOK_FOR_TOLD_EVERY = 0.05  # the same for what takes a hundred times as long: looking takes a processor from the work
OTHERS = 100  # clocks that run on, for each that is in the storm


def main() -> None:
    size = int(os.environ.get("SIZE") or 10_000)
    sender, receiver = _person(TeamFactory()), _person(TeamFactory(tier=2))
    waiting = waiting_handoffs(size + TRICKLE, sender=sender, receiver=receiver, at=database_clock.now())
    to_acknowledge = waiting_handoffs(ACKNOWLEDGED, sender=sender, receiver=receiver, at=database_clock.now())
    start_clocks(to_acknowledge, [database_clock.now() + timedelta(hours=1)] * ACKNOWLEDGED)
    _let_others_run(waiting_handoffs(size, sender=sender, receiver=receiver, at=database_clock.now()))
    say("deadlines", "running_clocks", Clock.objects.running().count(), "clocks")
    watcher = Running([sys.executable, "manage.py", "enforce_deadlines"], {"DATABASE_URL": database_url()})
    with watcher:
        wait_until(lambda: "Watching" in watcher.output, within=30, what="the watcher watches")
        _idle(watcher)
        _trickle(waiting[size:])
        _storm(waiting[:size], to_acknowledge, receiver)


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


def _trickle(handoffs: list[Handoff]) -> None:
    begin = database_clock.now() + timedelta(seconds=2)
    clocks = start_clocks(handoffs, evenly(TRICKLE, start=begin, over=timedelta(seconds=TRICKLE / 30)))
    told: list[float] = []
    looking = threading.Thread(
        target=lambda: told.extend(_on_own_connection(lambda: _seconds_late(clocks, _told, LOOK_FOR_TOLD_EVERY)))
    )
    looking.start()
    lags = _seconds_late(clocks, _recorded)
    looking.join()
    say("deadlines", "steady_p50_ms", 1000 * percentile(lags, 0.5), "ms")
    say("deadlines", "steady_p99_ms", 1000 * percentile(lags, 0.99), "ms")
    say("deadlines", "told_p50_ms", 1000 * percentile(told, 0.5), "ms")
    say("deadlines", "told_p99_ms", 1000 * percentile(told, 0.99), "ms")


def _storm(due: list[Handoff], to_acknowledge: list[Handoff], receiver: Agent) -> None:
    due_at = database_clock.now() + timedelta(seconds=8)
    clocks = start_clocks(due, [due_at] * len(due))
    waits: list[float] = []
    ends_at = time.monotonic() + 20
    acknowledging = threading.Thread(
        target=lambda: waits.extend(_on_own_connection(lambda: _acknowledge(to_acknowledge, receiver, ends_at)))
    )
    time.sleep(max(0.0, (due_at - database_clock.now()).total_seconds() - 1))
    acknowledging.start()
    lags = _seconds_late(clocks, _recorded)
    say("deadlines", "storm_p50_ms", 1000 * percentile(lags, 0.5), "ms")
    say("deadlines", "storm_p99_ms", 1000 * percentile(lags, 0.99), "ms")
    acknowledging.join()
    say("deadlines", "storm_ack_p50_ms", 1000 * percentile(waits, 0.5), "ms")
    say("deadlines", "storm_ack_p99_ms", 1000 * percentile(waits, 0.99), "ms")
    while Clock.objects.breached().filter(followed_at=None).exists():
        time.sleep(0.2)
    seconds = (database_clock.now() - due_at).total_seconds()
    say("deadlines", "storm_followed_per_second", len(due) / seconds, "1/s")


def _acknowledge(waiting: list[Handoff], receiver: Agent, ends_at: float) -> list[float]:
    """How many seconds each acknowledgement took, twenty a second, for as long as there are some and time is left."""
    taken = []
    for handoff in waiting:
        if time.monotonic() > ends_at:
            break
        started = time.perf_counter()
        handoffs.acknowledge(handoff, by=receiver)
        taken.append(time.perf_counter() - started)
        time.sleep(0.05)
    return taken


def _on_own_connection(act: Callable[[], list[float]]) -> list[float]:
    try:
        return act()
    finally:
        connection.close()


def _recorded(clocks: ClockQuerySet) -> ClockQuerySet:
    return clocks.breached()


def _told(clocks: ClockQuerySet) -> ClockQuerySet:
    return clocks.filter(followed_at__isnull=False)


def _seconds_told(clocks: list[Clock]) -> list[float]:
    return _seconds_late(clocks, _told, LOOK_FOR_TOLD_EVERY)


def _seconds_late(
    clocks: list[Clock], seen_as: Callable[[ClockQuerySet], ClockQuerySet], look_every: float = LOOK_EVERY
) -> list[float]:
    """Look from outside until all of them are seen so, and say how long after its time each was first."""
    due_at = {clock.pk: clock.due_at for clock in clocks}
    lags: list[float] = []
    pause = (min(due_at.values()) - database_clock.now()).total_seconds()
    time.sleep(max(0.0, pause))
    while due_at:
        time.sleep(look_every)
        next_ones = Clock.objects.filter(pk__in=list(due_at)[:1000])
        seen = list(seen_as(next_ones).values_list("pk", flat=True))
        now = database_clock.now()
        lags += [(now - due_at.pop(pk)).total_seconds() for pk in seen]
    return lags


def _person(team: Team) -> Agent:
    AgentFactory(team=team, role=Role.LEAD)
    person: Agent = AgentFactory(team=team)
    return person


def _cpu_seconds(running: Running) -> float:
    """Processor time that a process has used, in user and kernel mode."""
    fields = Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
