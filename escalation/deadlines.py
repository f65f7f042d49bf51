"""What ends a clock, and what that makes of it. No database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    DONE = "done"  # the deed that the clock waits for
    MOOT = "moot"  # there is nothing left to wait for


@dataclass(frozen=True)
class Ending:
    """The first thing that ended a clock."""

    how: How
    at: datetime


def first_ending(*, done_at: datetime | None, moot_at: list[datetime | None]) -> Ending | None:
    """What ended a clock, if anything did. At the same instant the deed counts before what made it moot."""
    endings = [Ending(How.MOOT, at) for at in moot_at if at is not None]
    if done_at is not None:
        endings.insert(0, Ending(How.DONE, done_at))
    return min(endings, key=lambda ending: ending.at, default=None)


@dataclass(frozen=True)
class Verdict:
    """What the facts make of a deadline: met, void or breached, and when a breached one was met or void after all."""

    met_at: datetime | None = None
    voided_at: datetime | None = None
    breached_at: datetime | None = None


def verdict(*, due_at: datetime, ending: Ending | None, now: datetime) -> Verdict:
    """Judge a deadline by what ended it. The instant it is due is still in time.

    A deed done late leaves both marks: breached when it was due, met when it was done. So does what became moot late.
    """
    if ending is None:
        return Verdict(breached_at=due_at) if now > due_at else Verdict()
    if ending.at > due_at:
        ended = {"met_at": ending.at} if ending.how == How.DONE else {"voided_at": ending.at}
        return Verdict(breached_at=due_at, **ended)
    return Verdict(met_at=ending.at) if ending.how == How.DONE else Verdict(voided_at=ending.at)


def is_at_risk(*, started_at: datetime, due_at: datetime, now: datetime, share: int) -> bool:
    """Whether so many percent of a deadline's time, or less, are left; past it, it is at risk too.

    >>> from datetime import timedelta
    >>> noon = datetime(2026, 3, 10, 12)
    >>> is_at_risk(started_at=noon, due_at=noon + timedelta(hours=1), now=noon + timedelta(minutes=40), share=33)
    False
    >>> is_at_risk(started_at=noon, due_at=noon + timedelta(hours=1), now=noon + timedelta(minutes=41), share=33)
    True
    """
    return (due_at - now) * 100 <= (due_at - started_at) * share
