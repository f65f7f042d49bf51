"""How late a breach is on record: at a trickle, and when ten thousand deadlines run out at one instant.

A real watcher process does the work (`manage.py enforce_deadlines`); a breach counts once another connection sees it.
`SIZE` is how many deadlines run out together; ten times as many others run on meanwhile.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection

from escalation import database_clock
from escalation.models import Clock, Handoff
from tests.bench.figures import percentile, say
from tests.factories import AgentFactory, TeamFactory
from tests.support.many_handoffs import evenly, start_clocks, waiting_handoffs
from tests.support.processes import Running, database_url, wait_until
from tickets.models import Agent, Role, Team

TRICKLE = 300  # deadlines, thirty a second
IDLE_SECONDS = 10
LOOK_EVERY = 0.01  # seconds between two looks from outside: the error of each figure
FAR = timedelta(days=30)


def main() -> None:
    size = int(os.environ.get("SIZE") or 10_000)
    handoffs = _handoffs(size + TRICKLE)
    for generation in range(10):
        start_clocks(handoffs[:size], [database_clock.now() + FAR] * size, generation=generation)
    _analyze()
    watcher = Running([sys.executable, "manage.py", "enforce_deadlines"], {"DATABASE_URL": database_url()})
    with watcher:
        wait_until(lambda: "Watching" in watcher.output, within=30, what="the watcher watches")
        _idle(watcher)
        _trickle(handoffs[size:])
        _storm(handoffs[:size])


def _idle(watcher: Running) -> None:
    """What watching costs while nothing runs out."""
    before = _cpu_seconds(watcher)
    time.sleep(IDLE_SECONDS)
    say("deadlines", "idle_cpu_percent", 100 * (_cpu_seconds(watcher) - before) / IDLE_SECONDS, "%")


def _trickle(handoffs: list[Handoff]) -> None:
    begin = database_clock.now() + timedelta(seconds=2)
    clocks = start_clocks(handoffs, evenly(TRICKLE, start=begin, over=timedelta(seconds=TRICKLE / 30)))
    lags = _seconds_late(clocks)
    say("deadlines", "steady_recorded_p50_ms", 1000 * percentile(lags, 0.5), "ms")
    say("deadlines", "steady_recorded_p99_ms", 1000 * percentile(lags, 0.99), "ms")


def _storm(handoffs: list[Handoff]) -> None:
    due_at = database_clock.now() + timedelta(seconds=8)
    clocks = start_clocks(handoffs, [due_at] * len(handoffs), generation=10)
    lags = _seconds_late(clocks)
    say("deadlines", "storm_recorded_p50_ms", 1000 * percentile(lags, 0.5), "ms")
    say("deadlines", "storm_recorded_p99_ms", 1000 * percentile(lags, 0.99), "ms")
    while Clock.objects.breached().filter(followed_at=None).exists():
        time.sleep(0.2)
    seconds = (database_clock.now() - due_at).total_seconds()
    say("deadlines", "storm_followed_per_second", len(handoffs) / seconds, "1/s")


def _seconds_late(clocks: list[Clock]) -> list[float]:
    """Look from outside until all of them are on record, and say how long after its time each was first seen there."""
    due_at = {clock.pk: clock.due_at for clock in clocks}
    lags: list[float] = []
    pause = (min(due_at.values()) - database_clock.now()).total_seconds()
    time.sleep(max(0.0, pause))
    while due_at:
        time.sleep(LOOK_EVERY)
        recorded = Clock.objects.breached().filter(pk__in=list(due_at)[:1000]).values_list("pk", flat=True)
        seen = list(recorded)
        now = database_clock.now()
        lags += [(now - due_at.pop(pk)).total_seconds() for pk in seen]
    return lags


def _handoffs(count: int) -> list[Handoff]:
    sender, receiver = _person(TeamFactory()), _person(TeamFactory(tier=2))
    return waiting_handoffs(count, sender=sender, receiver=receiver, at=database_clock.now())


def _person(team: Team) -> Agent:
    AgentFactory(team=team, role=Role.LEAD)
    person: Agent = AgentFactory(team=team)
    return person


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _cpu_seconds(running: Running) -> float:
    """Processor time that a process has used, in user and kernel mode."""
    fields = Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
