"""Middle values, by one definition everywhere: linear interpolation between neighbors, as percentile_cont does it."""

from collections.abc import Sequence
from datetime import timedelta
from math import floor


def percentile(lengths: Sequence[timedelta], share: float) -> timedelta | None:
    """The length below which this share of the lengths lies; nothing where there are none.

    >>> percentile([timedelta(minutes=1), timedelta(minutes=2)], 0.9)
    datetime.timedelta(seconds=114)
    """
    if not lengths:
        return None
    ordered = sorted(lengths)
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(lengths: Sequence[timedelta]) -> timedelta | None:
    return percentile(lengths, 0.5)
