"""How tickets moved between teams, and how long they then lay untouched: read from the ownership ledger alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from django.db.models import QuerySet

from metrics.reports.numbers import percentile
from tickets.models import Ownership, Ticket


class Row(Protocol):
    """What is read of a row of the ledger."""

    ticket_id: int
    team_id: int
    agent_id: int | None
    agent_name: str
    started_at: datetime


@dataclass(frozen=True)
class Stay:
    """The time a ticket spent with one team without leaving it."""

    team_id: int
    arrived_at: datetime
    picked_up_at: datetime | None  # when somebody there first took it


@dataclass(frozen=True)
class Movements:
    """Changes of team, over some tickets."""

    tickets: int = 0
    changes: int = 0
    tickets_moved: int = 0
    most_changes: int = 0
    straight_back: int = 0  # from A to B and at once to A again
    tickets_straight_back: int = 0
    # One for each stay that began by a change of team, unclaimed, and was taken up there.
    waits: tuple[timedelta, ...] = field(default=(), repr=False)

    @property
    def picked_up(self) -> int:
        return len(self.waits)

    @property
    def median_wait(self) -> timedelta | None:
        return percentile([wait.total_seconds() for wait in self.waits], 0.5)


def movements(tickets: QuerySet[Ticket]) -> Movements:
    """How these tickets moved between teams."""
    ledger = Ownership.objects.filter(ticket__in=tickets).order_by("ticket_id", "started_at", "pk")
    rows = ledger.only("ticket_id", "team_id", "agent_id", "agent_name", "started_at").iterator(chunk_size=5_000)
    return count(stays for _, stays in stays_by_ticket(rows))


def stays_by_ticket(rows: Iterable[Row]) -> Iterator[tuple[int, list[Stay]]]:
    """The stays of each ticket, from rows in order of ticket and time."""
    for ticket_id, ledger in groupby(rows, key=attrgetter("ticket_id")):
        yield ticket_id, [_stay(list(stretch)) for _, stretch in groupby(ledger, key=attrgetter("team_id"))]


def _stay(rows: list[Row]) -> Stay:
    taken = (row.started_at for row in rows if row.agent_id or row.agent_name)
    return Stay(team_id=rows[0].team_id, arrived_at=rows[0].started_at, picked_up_at=next(taken, None))


def count(ledgers: Iterable[list[Stay]]) -> Movements:
    """What the stays of some tickets come to."""
    changes, backs, waits = [], [], list[timedelta]()
    for stays in ledgers:
        changes.append(len(stays) - 1)
        backs.append(sum(first.team_id == third.team_id for first, third in zip(stays, stays[2:], strict=False)))
        waits += [wait for stay in stays[1:] if (wait := _wait(stay))]
    return Movements(
        tickets=len(changes),
        changes=sum(changes),
        tickets_moved=sum(number > 0 for number in changes),
        most_changes=max(changes, default=0),
        straight_back=sum(backs),
        tickets_straight_back=sum(number > 0 for number in backs),
        waits=tuple(waits),
    )


def _wait(stay: Stay) -> timedelta | None:
    """How long it lay there; nothing where it came straight into somebody's hands, or nobody's ever."""
    return stay.picked_up_at - stay.arrived_at if stay.picked_up_at else None
