"""Opening hours as people say them."""

from itertools import groupby

from escalation.hours.business_time import ALL_DAY, DAY, Hours, Windows

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def week_in_words(hours: Hours) -> list[str]:
    """A line for each run of days that are alike, and which clock they mean.

    >>> week_in_words(Hours.always())
    ['Monday to Sunday: all day', 'By the clocks of UTC']
    """
    lines = []
    for windows, run in groupby(zip(DAYS, hours.week, strict=True), key=lambda day: day[1]):
        names = [name for name, _ in run]
        days = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        lines.append(f"{days}: {windows_in_words(windows)}")
    return [*lines, f"By the clocks of {hours.zone}"]


def windows_in_words(windows: Windows) -> str:
    """`09:00 to 12:30 and 13:30 to 18:00`, `closed`, `22:00 to 06:00 the next day`."""
    if not windows:
        return "closed"
    if windows == (ALL_DAY,):
        return "all day"
    return " and ".join(f"{_clock(window.opens)} to {_clock(window.closes)}" for window in windows)


def _clock(minutes: int) -> str:
    if minutes > DAY:
        return f"{_clock(minutes - DAY)} the next day"
    return f"{minutes // 60:02}:{minutes % 60:02}"
