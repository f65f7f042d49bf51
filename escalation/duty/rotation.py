"""Whose turn it is, counted in dates. No database.

A turn lasts from one handover time to another so many dates later, and the next one begins at that very instant: a
night in which clocks change makes a turn an hour longer or shorter, and neither a gap nor an overlap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from escalation.hours.wall_time import first_reading, minutes_of


@dataclass(frozen=True)
class Rotation:
    """Members by id, in order; who comes last is followed by who comes first."""

    members: tuple[int, ...]
    start_date: date
    turn_days: int
    handover: time
    zone: str

    def member_at(self, at: datetime) -> int | None:
        """Whose turn it is; None before the first turn, and where there are no members."""
        number = self._number_at(at)
        return self.members[number % len(self.members)] if self.members and number >= 0 else None

    def turn_ends_at(self, at: datetime) -> datetime:
        """When the turn ends in which this instant lies."""
        return self._starts_at(self._number_at(at) + 1)

    def boundaries(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Every handover from `start` until before `end`, the first turn's beginning among them."""
        number = max(0, self._number_at(start))
        while (boundary := self._starts_at(number)) < end:
            if boundary >= start:
                yield boundary
            number += 1

    def _number_at(self, at: datetime) -> int:
        """Turns since the first one, which is 0; before it, negative."""
        local_date = at.astimezone(ZoneInfo(self.zone)).date()
        number = (local_date - self.start_date).days // self.turn_days
        return number if self._starts_at(number) <= at else number - 1

    def _starts_at(self, number: int) -> datetime:
        day = self.start_date + timedelta(days=number * self.turn_days)
        return first_reading(day, minutes_of(self.handover), ZoneInfo(self.zone))
