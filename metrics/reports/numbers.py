"""Middle values, by one definition everywhere: linear interpolation between neighbors, as percentile_cont does it."""

from collections.abc import Sequence
from datetime import timedelta
from math import floor


def percentile(seconds: Sequence[float], share: float) -> timedelta | None:
    """The length of time below which this share of the lengths lies; nothing where there are none.

    >>> percentile([60, 120], 0.9)
    datetime.timedelta(seconds=114)
    """
    if not seconds:
        return None
    ordered = sorted(seconds)
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return timedelta(seconds=ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def percent(part: int, whole: int) -> int | None:
    """Whole percents; nothing of nothing."""
    return round(100 * part / whole) if whole else None
