"""When a shift ends, and the window around it. No database.

A shift ends at an instant that clocks on a wall decide: the last minute of opening hours, or the handover time of a
rota. The window is counted from there in elapsed time, so a night in which clocks change makes it no longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.hours.business_time import Hours

# Hours that go on after less than this had a break, not an end.
LONGEST_BREAK = timedelta(hours=3)


@dataclass(frozen=True)
class Window:
    """Open from `opens_at` until just before `ends_at`."""

    opens_at: datetime
    changes_at: datetime
    ends_at: datetime

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.ends_at


def window_around(changes_at: datetime, *, before: timedelta, after: timedelta) -> Window:
    return Window(changes_at - before, changes_at, changes_at + after)


def span_of_changes(now: datetime, *, before: timedelta, after: timedelta) -> tuple[datetime, datetime]:
    """From when, and until just before when, a shift must end for its window to be open now."""
    moment = timedelta(microseconds=1)
    return now - after + moment, now + before + moment


def ends_of_shifts(hours: Hours, start: datetime, end: datetime) -> list[datetime]:
    """The instants from `start` until before `end` at which these hours end for longer than a break."""
    return list(_ends(hours, start, end))


def _ends(hours: Hours, start: datetime, end: datetime) -> Iterator[datetime]:
    if hours.is_always:
        return
    for closes in hours.closings(start - LONGEST_BREAK):
        if closes >= end:
            return
        if closes >= start and hours.next_opening(closes) - closes > LONGEST_BREAK:
            yield closes
