"""A row of small bars, one a week."""

from dataclasses import dataclass

from metrics.weeks import Week

WIDTH, GAP, HEIGHT = 14, 4, 40


@dataclass(frozen=True)
class Bar:
    week: Week
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]
    width: int
    height: int


def bars(trend: list[tuple[Week, int]]) -> Bars:
    """The highest fills the height; a week without anything is still a line."""
    highest = max((count for _, count in trend), default=0) or 1
    drawn = []
    for place, (week, count) in enumerate(trend):
        height = max(1, round(HEIGHT * count / highest))
        drawn.append(Bar(week, count, place * (WIDTH + GAP), HEIGHT - height, height))
    return Bars(drawn, len(trend) * (WIDTH + GAP) - GAP, HEIGHT)
