"""The headline numbers of a scorecard: each with its change on the week before and the figure that it opens."""

from dataclasses import dataclass
from datetime import timedelta

from metrics.reports.figures import Figure
from metrics.reports.numbers import percent, percentile
from metrics.reports.scorecard import Line, Scorecard, Side

LENGTHS = (Figure.ACKNOWLEDGED, Figure.RESPONDED)
FEW = 10  # below this many handoffs a share or a middle value says more about chance than about the team


@dataclass(frozen=True)
class Change:
    """How a number differs from the week before."""

    size: int | timedelta  # without its sign
    is_more: bool
    is_better: bool | None = None  # None where more is neither good nor bad

    @property
    def is_none(self) -> bool:
        return not self.size


@dataclass(frozen=True)
class Card:
    """One number: a count, a share in percent, or a middle length of time with how long nine in ten took at most."""

    opens: Figure
    count: int  # as long as the list it opens
    out_of: int | None = None
    percent: int | None = None
    median: timedelta | None = None
    p90: timedelta | None = None
    is_few: bool = False
    change: Change | None = None

    @property
    def name(self) -> str:
        """What the number is called at the head of the page."""
        short = {Figure.ACKNOWLEDGED: "Time to acknowledge", Figure.RESPONDED: "First response"}
        return short.get(self.opens, self.opens.label)

    @property
    def is_nothing(self) -> bool:
        """A share of nothing, or a middle of no lengths."""
        return self.out_of == 0 or (self.opens in LENGTHS and self.median is None)

    @property
    def kind(self) -> str:
        if self.percent is not None:
            return "share"
        return "length" if self.median is not None else "count"


@dataclass(frozen=True)
class Table:
    """The same numbers by type, by team or by way: a row of cards for each."""

    what: str
    key: str  # what the list behind a number is narrowed by
    rows: list[tuple[Line, list[Card]]]
    side: Side = Side.RECEIVED


def tables(card: Scorecard) -> list[tuple[str, Table]]:
    """Each with its heading; without those that have no rows."""
    by_team = ("By sending team", "From", "from") if card.team else ("By receiving team", "To", "to")
    found = [
        ("By type", _table("Type", "type", card.by_type)),
        (by_team[0], _table(by_team[1], by_team[2], card.by_team)),
        ("With a talk and without", _table("How", "how", card.by_way)),
        ("What it sent, by receiving team", _table("To", "to", card.by_receiver, Side.SENT)),
    ]
    return [(heading, table) for heading, table in found if table.rows]


def _table(what: str, key: str, lines: list[Line], side: Side = Side.RECEIVED) -> Table:
    return Table(what, key, [(line, cards(line)[:-1]) for line in lines], side)  # what waits is a number of now


def cards(card: Scorecard | Line) -> list[Card]:
    now, before = card.figures, card.before
    return [
        Card(opens=Figure.SENT, count=now.sent, change=Change(abs(now.sent - before.sent), now.sent > before.sent)),
        _share(Figure.IN_TIME, (now.in_time, now.judged), (before.in_time, before.judged), more_is_better=True),
        _length(Figure.ACKNOWLEDGED, now.counts, now.acknowledging, before.acknowledging),
        _length(Figure.RESPONDED, now.counts, now.responding, before.responding),
        _share(Figure.RETURNED, (now.returned, now.sent), (before.returned, before.sent), more_is_better=False),
        Card(opens=Figure.WAITING, count=now.counts[Figure.WAITING]),
    ]


def _share(figure: Figure, now: tuple[int, int], before: tuple[int, int], *, more_is_better: bool) -> Card:
    """A part of a whole."""
    here, there = percent(*now), percent(*before)
    change = None
    if here is not None and there is not None and min(now[1], before[1]) >= FEW:
        change = Change(abs(here - there), here > there, (here > there) == more_is_better)
    return Card(opens=figure, count=now[0], out_of=now[1], percent=here, is_few=now[1] < FEW, change=change)


def _length(figure: Figure, counts: dict[Figure, int], now: list[float], before: list[float]) -> Card:
    """Lengths in seconds; shorter is better. It counts also what has none."""
    here, there = percentile(now, 0.5), percentile(before, 0.5)
    change = None
    if here is not None and there is not None and min(len(now), len(before)) >= FEW:
        difference = timedelta(seconds=round(abs(here - there).total_seconds()))
        change = Change(difference, here > there, here < there)
    p90 = percentile(now, 0.9)
    return Card(opens=figure, count=counts[figure], median=here, p90=p90, is_few=len(now) < FEW, change=change)
