"""How a week's handoffs went, against the week before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Q, QuerySet, TextChoices
from django.db.models.functions import TruncWeek

from escalation.models import Handoff, HandoffType
from escalation.models.handoff import HandoffQuerySet
from metrics.reports.figures import Figure, as_column, condition, sent_between
from metrics.reports.gathering import Seconds
from metrics.reports.numbers import percent, percentile
from metrics.ways import Way
from metrics.weeks import Week
from tickets.compiled import compiled
from tickets.models import Team

TREND_WEEKS = 8


@dataclass(frozen=True)
class Figures:
    """The figures of some handoffs."""

    counts: dict[Figure, int]
    acknowledging: list[float] = field(repr=False)  # seconds
    responding: list[float] = field(repr=False)

    @classmethod
    def of(cls, groups: Iterable["Group"]) -> "Figures":
        groups = list(groups)
        return cls(
            counts={figure: sum(group.counts[figure] for group in groups) for figure in Figure},
            acknowledging=[took for group in groups for took in group.acknowledging],
            responding=[took for group in groups for took in group.responding],
        )

    @property
    def sent(self) -> int:
        return self.counts[Figure.SENT]

    @property
    def judged(self) -> int:
        """Those whose deadline to acknowledge was kept or missed; what was withdrawn or returned first is neither."""
        return self.counts[Figure.IN_TIME] + self.counts[Figure.LATE]

    @property
    def in_time(self) -> int:
        return self.counts[Figure.IN_TIME]

    @property
    def returned(self) -> int:
        return self.counts[Figure.RETURNED]

    @property
    def in_time_percent(self) -> int | None:
        return percent(self.in_time, self.judged)

    @property
    def returned_percent(self) -> int | None:
        return percent(self.returned, self.sent)

    @cached_property
    def acknowledge_median(self) -> timedelta | None:
        return percentile(self.acknowledging, 0.5)

    @cached_property
    def acknowledge_p90(self) -> timedelta | None:
        return percentile(self.acknowledging, 0.9)

    @cached_property
    def respond_median(self) -> timedelta | None:
        return percentile(self.responding, 0.5)

    @cached_property
    def respond_p90(self) -> timedelta | None:
        return percentile(self.responding, 0.9)


class Side(TextChoices):
    """Whose handoffs are a team's: those that it was to take, or those that it gave."""

    RECEIVED = "received", "Received"
    SENT = "sent", "Sent"

    @property
    def team(self) -> str:
        """Where a handoff names that team; needs `sent_between()`."""
        return "first_team_id" if self == Side.RECEIVED else "from_team_id"

    @property
    def other(self) -> "Side":
        return Side.SENT if self == Side.RECEIVED else Side.RECEIVED


Key = HandoffType | Team | Way


@dataclass(frozen=True)
class Group:
    """What is read of the handoffs of one week, type, team and way: the figures are put together from these."""

    is_before: bool
    type_id: int
    team_id: int
    way: Way
    counts: dict[Figure, int]
    acknowledging: list[float]  # seconds
    responding: list[float]


@dataclass(frozen=True)
class Line:
    """The figures of one handoff type, of one team, or of one way, and of the week before."""

    of: Key
    figures: Figures
    before: Figures


@dataclass(frozen=True)
class Scorecard:
    week: Week
    team: Team | None
    figures: Figures
    before: Figures
    by_type: list[Line]
    by_team: list[Line]  # by who received them; for one team's card, by who sent them
    by_way: list[Line]
    by_receiver: list[Line]  # what one team sent, by who received it; only for who may see all of that
    trend: list[tuple[Week, int]]  # handoffs of the latest weeks, oldest first


def handoffs_of(
    week: Week,
    team: Team | None,
    *,
    side: Side = Side.RECEIVED,
    since: Week | None = None,
    way: Way | None = None,
) -> HandoffQuerySet:
    """The handoffs that a team, or everybody, received (or sent) in a week, or from an earlier week to its end.

    All of them, or those that changed hands in one `way`.
    """
    return _narrowed(sent_between((since or week).starts_at, week.ends_at), side, way, team.pk if team else None)


def _narrowed(handoffs: HandoffQuerySet, side: Side, way: Way | None, team_id: int | None) -> HandoffQuerySet:
    if way:
        handoffs = handoffs.filter(way.condition)
    return handoffs if team_id is None else handoffs.filter(**{side.team: team_id})


def scorecard(
    week: Week, team: Team | None, *, now: datetime, with_sent: bool = False, way: Way | None = None
) -> Scorecard:
    """The card of a week: for one team what it received, `with_sent` what it sent beside it; without one everything.

    With a `way` every figure is of what changed hands like that.
    """
    groups = _groups(week, team, now, way=way)
    sent = _groups(week, team, now, side=Side.SENT, way=way) if team and with_sent else []
    of_week = [group for group in groups if not group.is_before]
    types, teams = HandoffType.objects.in_bulk(), Team.objects.in_bulk()
    return Scorecard(
        week=week,
        team=team,
        figures=Figures.of(of_week),
        before=Figures.of(group for group in groups if group.is_before),
        by_type=_lines(groups, lambda group: types[group.type_id]),
        by_team=_lines(groups, lambda group: teams[group.team_id]),
        by_way=_lines(groups, lambda group: group.way),
        by_receiver=_lines(sent, lambda group: teams[group.team_id]),
        trend=_trend(week, team, way),
    )


def _groups(
    week: Week, team: Team | None, now: datetime, *, side: Side = Side.RECEIVED, way: Way | None
) -> list[Group]:
    """Two weeks in one query."""
    other_team = side.other.team if team else Side.RECEIVED.team
    rows = _counted(
        side,
        way,
        other_team,
        since=week.previous.starts_at,
        starts_at=week.starts_at,
        ends_at=week.ends_at,
        now=now,
        team_id=team.pk if team else None,
    )
    return [_group(row, other_team) for row in rows]


@compiled
def _counted(
    side: Side,
    way: Way | None,
    other_team: str,
    *,
    since: datetime,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    team_id: int | None,
) -> QuerySet[Handoff, Any]:
    handoffs = _narrowed(sent_between(since, ends_at), side, way, team_id)
    groups: QuerySet[Handoff, Any] = (
        handoffs.annotate(is_before=as_column(Q(sent_at__lt=starts_at)))
        .values("is_before", "type_id", other_team, "talk")
        .annotate(
            **{figure.name: Count("pk", filter=condition(figure, now)) for figure in Figure},
            acknowledging=Seconds("took_to_acknowledge"),
            responding=Seconds("took_to_respond"),
        )
        .order_by()
    )
    return groups


def _group(row: dict[str, Any], other_team: str) -> Group:
    return Group(
        is_before=row["is_before"],
        type_id=row["type_id"],
        team_id=row[other_team],
        way=Way.of(row["talk"]),
        counts={figure: row[figure.name] for figure in Figure},
        acknowledging=row["acknowledging"],
        responding=row["responding"],
    )


def _lines(groups: Iterable[Group], of: Callable[[Group], Key]) -> list[Line]:
    """Of what was sent in the week, against the week before; the busiest first."""
    gathered: dict[Key, tuple[list[Group], list[Group]]] = {}
    for group in groups:
        gathered.setdefault(of(group), ([], []))[group.is_before].append(group)
    lines = [Line(key, Figures.of(now), Figures.of(before)) for key, (now, before) in gathered.items() if now]
    return sorted(lines, key=lambda line: (-line.figures.sent, str(line.of)))


def _trend(week: Week, team: Team | None, way: Way | None) -> list[tuple[Week, int]]:
    weeks = week.latest(TREND_WEEKS)
    team_id = team.pk if team else None
    found = _by_week(way, week.zone, since=weeks[0].starts_at, ends_at=week.ends_at, team_id=team_id)
    sent = {row["monday"]: row["sent"] for row in found}
    return [(one, sent.get(one.monday, 0)) for one in weeks]


@compiled
def _by_week(
    way: Way | None, zone: str, *, since: datetime, ends_at: datetime, team_id: int | None
) -> QuerySet[Handoff, Any]:
    handoffs = _narrowed(sent_between(since, ends_at), Side.RECEIVED, way, team_id)
    monday = TruncWeek("sent_at", tzinfo=ZoneInfo(zone), output_field=DateField())
    weeks: QuerySet[Handoff, Any] = handoffs.values(monday=monday).annotate(sent=Count("pk")).order_by()
    return weeks
