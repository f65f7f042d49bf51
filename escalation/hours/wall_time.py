"""From what a clock on the wall shows to the instant it means. No database.

Where clocks are set forward some readings never come; where they are set back some come twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def first_reading(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The instant when clocks show so many minutes after the midnight of `day` for the first time, in UTC.

    A reading that never comes is that of the instant when clocks are set forward past it.
    """
    return _instant(day, minutes, zone, fold=0)


def last_reading(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The same for the last time."""
    return _instant(day, minutes, zone, fold=1)


def minutes_of(reading: time) -> int:
    """Minutes after midnight.

    >>> minutes_of(time(9, 30))
    570
    """
    return reading.hour * 60 + reading.minute


def _instant(day: date, minutes: int, zone: ZoneInfo, *, fold: int) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _when_clocks_change(before, after, zone)


def _when_clocks_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The change of offset between these two, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
