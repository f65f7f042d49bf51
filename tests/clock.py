"""Instants for tests: a fixed noon, and what lies around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from escalation import database_clock

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)  # a Tuesday


def minutes_after(minutes: float, instant: datetime = NOON) -> datetime:
    return instant + timedelta(minutes=minutes)


class SettableClock:
    """Stands in for the database's clock: says what it was last set to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """The clock that judges deadlines stands at this instant: for rows that are written before a test begins."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database_clock, "source", SettableClock(instant))
        yield
