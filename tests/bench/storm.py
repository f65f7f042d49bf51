"""How late breaches are on record when `SIZE` deadlines (10,000 unless told) run out at one instant.

People acknowledge meanwhile. By itself it measures SQLite, the embedded database, where `BATON_BENCH_DATABASE` says so.
"""

import os
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from escalation import database_clock, handoffs
from escalation.models import Clock, Handoff
from escalation.models.clock import ClockQuerySet
from tests.bench.figures import percentile, say
from tests.bench.seen import on_own_connection, seconds_late
from tests.factories import AgentFactory, TeamFactory
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tests.support.processes import Running, database_url, wait_until
from tickets.models import Agent, Role, Team

ACKNOWLEDGED = 200  # in the foreground
BETWEEN = 0.03  # seconds between two of them
IN_ADVANCE = timedelta(seconds=8)


@dataclass(frozen=True)
class Made:
    """Handoffs that will run out together, and those that somebody acknowledges meanwhile."""

    due: list[Handoff]
    to_acknowledge: list[Handoff]


def main() -> None:
    sender, receiver = people()
    made = make(int(os.environ.get("SIZE") or 10_000), sender=sender, receiver=receiver)
    name = "storm" if connection.vendor == "postgresql" else "storm_sqlite"
    with Running([sys.executable, "manage.py", "enforce_deadlines"], {"DATABASE_URL": database_url()}) as watcher:
        wait_until(lambda: "Watching" in watcher.output, within=30, what="the watcher watches")
        break_out(made, receiver, bench="deadlines", name=name)


def people() -> tuple[Agent, Agent]:
    """A sender and a receiver, each in a team with a lead."""
    return _person(TeamFactory()), _person(TeamFactory(tier=2))


def _person(team: Team) -> Agent:
    AgentFactory(team=team, role=Role.LEAD)
    person: Agent = AgentFactory(team=team)
    return person


def make(size: int, *, sender: Agent, receiver: Agent) -> Made:
    now = database_clock.now()
    due, to_acknowledge = (
        waiting_handoffs(count, sender=sender, receiver=receiver, at=now) for count in (size, ACKNOWLEDGED)
    )
    start_clocks(to_acknowledge, [now + timedelta(hours=1)] * ACKNOWLEDGED)
    return Made(due, to_acknowledge)


def break_out(made: Made, receiver: Agent, *, bench: str, name: str) -> None:
    """Let them run out, and say how late each was on record, and how long people waited for theirs."""
    due_at = database_clock.now() + IN_ADVANCE
    clocks = start_clocks(made.due, [due_at] * len(made.due))
    waits: list[float] = []
    acknowledging = threading.Thread(
        target=lambda: waits.extend(on_own_connection(lambda: _acknowledge(made.to_acknowledge, receiver)))
    )
    time.sleep(max(0.0, (due_at - database_clock.now()).total_seconds() - 0.5))
    acknowledging.start()
    lags = seconds_late(clocks, recorded)
    acknowledging.join()
    for figure, seconds in ((name, lags), (f"{name}_ack", waits)):
        say(bench, f"{figure}_p50_ms", 1000 * percentile(seconds, 0.5), "ms")
        say(bench, f"{figure}_p99_ms", 1000 * percentile(seconds, 0.99), "ms")
    while Clock.objects.breached().filter(followed_at=None).exists():
        time.sleep(0.2)
    say(bench, f"{name}_followed_per_second", len(clocks) / (database_clock.now() - due_at).total_seconds(), "1/s")


def _acknowledge(waiting: list[Handoff], receiver: Agent) -> list[float]:
    """How many seconds each acknowledgement took, one after the other."""
    taken = []
    for handoff in waiting:
        started = time.perf_counter()
        handoffs.acknowledge(handoff, by=receiver)
        taken.append(time.perf_counter() - started)
        time.sleep(BETWEEN)
    return taken


def recorded(clocks: ClockQuerySet) -> ClockQuerySet:
    return clocks.breached()


def followed(clocks: ClockQuerySet) -> ClockQuerySet:
    return clocks.filter(followed_at__isnull=False)
