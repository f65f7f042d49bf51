"""How late a breach is on record: at a trickle, and when ten thousand deadlines run out at one instant.

A real watcher process does the work (`manage.py enforce_deadlines`); a breach counts once another connection sees it.
`SIZE` is how many deadlines run out together; ten times as many others run on meanwhile.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from escalation import database_clock
from escalation.models import Clock, ClockKind, Handoff, HandoffType
from tests.bench.figures import percentile, say
from tests.factories import AgentFactory, CustomerFactory, TeamFactory
from tests.support.processes import Running, database_url, wait_until
from tickets.models import Agent, AuthorKind, Channel, Message, Role, Team, Ticket

TRICKLE = 300  # deadlines, thirty a second
IDLE_SECONDS = 10
LOOK_EVERY = 0.005  # seconds between two looks from outside: the error of each figure
FAR = timedelta(days=30)


def main() -> None:
    size = int(os.environ.get("SIZE") or 10_000)
    handoffs = _handoffs(size + TRICKLE)
    _let_run(handoffs[:size], due_at=[database_clock.now() + FAR] * size, generations=10)
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
    due_at = [begin + timedelta(seconds=number / 30) for number in range(len(handoffs))]
    clocks = _let_run(handoffs, due_at=due_at)
    lags = _seconds_late(clocks)
    say("deadlines", "steady_recorded_p50_ms", 1000 * percentile(lags, 0.5), "ms")
    say("deadlines", "steady_recorded_p99_ms", 1000 * percentile(lags, 0.99), "ms")


def _storm(handoffs: list[Handoff]) -> None:
    due_at = database_clock.now() + timedelta(seconds=8)
    clocks = _let_run(handoffs, due_at=[due_at] * len(handoffs), first_generation=11)
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
    """That many tickets, each with a message and a handoff that waits; rows alone, because services take their time."""
    sender, receiver = _person(TeamFactory()), _person(TeamFactory(tier=2))
    customer, type_, now = CustomerFactory(), HandoffType.objects.get(), database_clock.now()
    from_team, to_team = sender.teams.get(), receiver.teams.get()
    tickets = Ticket.objects.bulk_create(
        [
            Ticket(
                subject=f"Order {number} is stuck",
                customer=customer,
                account=customer.account,
                team=from_team,
                holder=sender,
                opened_at=now,
                last_activity_at=now,
            )
            for number in range(count)
        ],
        batch_size=2000,
    )
    Message.objects.bulk_create(
        [
            Message(
                ticket=ticket,
                author_kind=AuthorKind.CUSTOMER,
                customer=customer,
                channel=Channel.EMAIL,
                body="It is still stuck.",
                posted_at=now,
            )
            for ticket in tickets
        ],
        batch_size=2000,
    )
    return Handoff.objects.bulk_create(
        [
            Handoff(ticket=ticket, type=type_, from_team=from_team, to_team=to_team, sent_at=now, sent_by=sender)
            for ticket in tickets
        ],
        batch_size=2000,
    )


def _person(team: Team) -> Agent:
    AgentFactory(team=team, role=Role.LEAD)
    person: Agent = AgentFactory(team=team)
    return person


def _let_run(
    handoffs: list[Handoff], *, due_at: list[datetime], generations: int = 1, first_generation: int = 1
) -> list[Clock]:
    """Start clocks of these handoffs, as many generations of each as there shall be."""
    now = database_clock.now()
    return Clock.objects.bulk_create(
        [
            Clock(handoff=handoff, kind=ClockKind.ACKNOWLEDGE, generation=generation, started_at=now, due_at=due)
            for generation in range(first_generation, first_generation + generations)
            for handoff, due in zip(handoffs, due_at, strict=True)
        ],
        batch_size=5000,
    )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _cpu_seconds(running: Running) -> float:
    """Processor time that a process has used, in user and kernel mode."""
    fields = Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
