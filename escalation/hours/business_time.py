"""The hours in which a team works, and time counted in them, to the microsecond. No database.

A window is open from the first time that clocks show its beginning to the last time that they show its end, and
belongs to the date it begins on. What is handed in and out are instants; only the windows are readings of a clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from escalation.hours.wall_time import first_reading, last_reading, minutes_of

DAY = 24 * 60  # minutes


class NeverOpen(ValueError):
    """No day of the week has a window: time would never pass in these hours."""


class NoSuchWindow(ValueError):
    """A window begins within its day, ends after it begins, and is no longer than a day."""


@dataclass(frozen=True, order=True)
class Window:
    """Open from one reading of the clock to another, in minutes after midnight; past 1440 it ends on the next date."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY and self.opens < self.closes <= self.opens + DAY):
            raise NoSuchWindow(f"There is no window from minute {self.opens} to minute {self.closes}.")


def window_between(opens: time, closes: time) -> Window:
    """The window between two times of day; one that does not end after it begins ends on the next date.

    >>> window_between(time(22), time(6))
    Window(opens=1320, closes=1800)
    """
    first, last = minutes_of(opens), minutes_of(closes)
    return Window(first, last if last > first else last + DAY)


ALL_DAY = Window(0, DAY)
Windows = tuple[Window, ...]


@dataclass(frozen=True)
class Hours:
    """Opening hours: windows for each day of the week, Monday first, and for single dates that differ from it.

    A date among the `exceptions` has their windows instead of its weekday's; none, if it is closed. Raises NeverOpen.
    """

    zone: str
    week: tuple[Windows, ...]
    exceptions: tuple[tuple[date, Windows], ...] = ()

    def __post_init__(self) -> None:
        if not any(self.week):
            raise NeverOpen("These hours never open: give at least one day of the week a window.")

    @classmethod
    def always(cls) -> "Hours":
        return cls("UTC", ((ALL_DAY,),) * 7)

    @property
    def is_always(self) -> bool:
        """Whether they have no end, so that they count like any other time."""
        return not self.exceptions and all(ALL_DAY in windows for windows in self.week)

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The first instant at which `span` of open time has passed since `start`."""
        if self.is_always or not span:
            return start + span
        left = span
        for opens, closes in self._open_from(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise AssertionError("Hours that open every week have no end.")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """How much open time lies between two instants; none if the end is not after the start."""
        if self.is_always:
            return max(end - start, timedelta())
        passed = timedelta()
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at that instant; the instant of closing is closed."""
        return self.next_opening(at) == at

    def next_opening(self, at: datetime) -> datetime:
        """When it opens next; `at` itself while it is open."""
        return next(self._open_from(at))[0]

    def closings(self, start: datetime) -> Iterator[datetime]:
        """Every instant after `start` at which it closes, without end; none where they are always open."""
        return (closes for _, closes in self._open_from(start)) if not self.is_always else iter(())

    def _open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is open after an instant, without end: stretches in order that never overlap, in UTC."""
        last = start.astimezone(UTC)
        day = last.astimezone(self._zone).date() - timedelta(days=1)  # a window of yesterday may still be open
        while True:
            for window in self._windows_on(day):
                opens = max(last, first_reading(day, window.opens, self._zone))
                closes = last_reading(day, window.closes, self._zone)
                if closes > opens:
                    yield opens, closes
                    last = closes
            day += timedelta(days=1)

    def _windows_on(self, day: date) -> Windows:
        return self._exceptions.get(day, self.week[day.weekday()])

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _exceptions(self) -> dict[date, Windows]:
        return {day: tuple(sorted(windows)) for day, windows in self.exceptions}

    def to_json(self) -> dict[str, Any]:
        """As it is frozen with a handoff; nothing at all stands for always."""
        if self.is_always:
            return {}
        return {
            "zone": self.zone,
            "week": [_as_lists(windows) for windows in self.week],
            "exceptions": {day.isoformat(): _as_lists(windows) for day, windows in self.exceptions},
        }

    @classmethod
    def from_json(cls, frozen: dict[str, Any]) -> "Hours":
        if not frozen:
            return cls.always()
        exceptions = ((date.fromisoformat(day), _as_windows(lists)) for day, lists in frozen["exceptions"].items())
        return cls(frozen["zone"], tuple(_as_windows(lists) for lists in frozen["week"]), tuple(exceptions))


def _as_lists(windows: Windows) -> list[list[int]]:
    return [[window.opens, window.closes] for window in windows]


def _as_windows(lists: list[list[int]]) -> Windows:
    return tuple(Window(opens, closes) for opens, closes in lists)
