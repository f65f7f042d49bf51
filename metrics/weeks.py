"""ISO weeks in a zone: from Monday midnight there to the next. No database."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Week:
    """One ISO week as the clocks of a zone count it: 167 to 169 hours, as those clocks are changed.

    >>> str(Week.parse("2026-W53", "Europe/Oslo").next)
    '2027-W01'
    """

    year: int
    number: int
    zone: str

    @classmethod
    def containing(cls, instant: datetime, zone: str) -> "Week":
        year, number, _ = instant.astimezone(ZoneInfo(zone)).isocalendar()
        return cls(year, number, zone)

    @classmethod
    def parse(cls, text: str, zone: str) -> "Week":
        """From `2026-W10`. Raises ValueError, also for a week that its year does not have."""
        written = _WRITTEN.fullmatch(text)
        if not written or int(written[1]) not in YEARS:
            raise ValueError(f"{text!r} is no week such as 2026-W10")
        week = cls(int(written[1]), int(written[2]), zone)
        date.fromisocalendar(week.year, week.number, 1)
        return week

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def dates(self) -> str:
        """`2 to 8 March 2026`, with no more months and years than it takes."""
        first, last = self.monday, self.sunday
        year = f" {first.year}" if first.year != last.year else ""
        month = f" {first:%B}" if first.month != last.month else ""
        return f"{first.day}{month}{year} to {last.day} {last:%B %Y}"

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.monday, time(), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant that is not in the week any more."""
        return self.next.starts_at

    @property
    def next(self) -> "Week":
        return self._shifted(1)

    @property
    def previous(self) -> "Week":
        return self._shifted(-1)

    def latest(self, count: int) -> list["Week"]:
        """This week and those before it, oldest first."""
        return [self._shifted(-back) for back in reversed(range(count))]

    def _shifted(self, weeks: int) -> "Week":
        # Counted in dates: a week is not always seven times 24 hours.
        year, number, _ = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number, self.zone)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"
