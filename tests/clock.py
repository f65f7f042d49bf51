"""Instants for tests: a fixed noon, and what lies around it."""

from datetime import UTC, datetime, timedelta

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
