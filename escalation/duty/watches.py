"""Who watches a handoff queue, and why: an override first, then the rota. No database.

Who has left or is on leave watches nothing, and nobody is put on the watch in her place unasked: that time is a gap,
in which somebody stands in. Everything holds from its first instant until just before its last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from escalation.duty.rotation import Rotation
from escalation.hours.business_time import Hours

T = TypeVar("T")
HAS_THE_TURN = "has the turn on the rota"


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    is_active: bool = True
    is_member: bool = True  # of the team whose queue it is


@dataclass(frozen=True)
class Span:
    """Something that holds for one person for a while: a leave, an override."""

    agent: int
    starts_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class Roster:
    """All that decides who watches one team's queue."""

    people: dict[int, Person] = field(default_factory=dict)
    rotation: Rotation | None = None
    overrides: tuple[Span, ...] = ()  # the one made last comes first
    leaves: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Watch:
    """Who watches, by id, and why; without a person, why nobody does, where somebody was planned."""

    agent: int | None
    reason: str


@dataclass(frozen=True)
class Stretch:
    """A watch with its time; cut off where the time asked for begins and ends."""

    starts_at: datetime
    ends_at: datetime
    watch: Watch

    @property
    def is_gap(self) -> bool:
        return self.watch.agent is None


def watch_at(roster: Roster, at: datetime) -> Watch:
    """Who watches at an instant."""
    why_not = []
    for agent, reason in _planned(roster, at):
        absence = _absence(roster, agent, at)
        if not absence:
            return Watch(agent, reason)
        why_not.append(f"{roster.people[agent].name} {absence}")
    if not why_not and roster.rotation:
        return Watch(None, "the rota has not begun")
    return Watch(None, ", ".join(dict.fromkeys(why_not)))


def _planned(roster: Roster, at: datetime) -> Iterator[tuple[int, str]]:
    for override in roster.overrides:
        if override.covers(at):
            yield override.agent, "has taken the watch"
    turn = roster.rotation.member_at(at) if roster.rotation else None
    if turn is not None:
        yield turn, HAS_THE_TURN


def _absence(roster: Roster, agent: int, at: datetime) -> str:
    """Why a person who is planned is not there; empty where she is."""
    if not roster.people[agent].is_active:
        return "has left"
    if not roster.people[agent].is_member:
        return "works there no more"
    return "is on leave" if any(leave.agent == agent and leave.covers(at) for leave in roster.leaves) else ""


def stretches(roster: Roster, start: datetime, end: datetime) -> list[Stretch]:
    """Who watches from `start` to `end`, without a hole."""
    edges = [*_edges(roster, start, end), end]
    found: list[Stretch] = []
    for starts_at, ends_at in pairwise(edges):
        watch = watch_at(roster, starts_at)
        if found and found[-1].watch == watch:
            found[-1] = replace(found[-1], ends_at=ends_at)
        else:
            found.append(Stretch(starts_at, ends_at, watch))
    return found


def _edges(roster: Roster, start: datetime, end: datetime) -> list[datetime]:
    """Every instant at which the answer may change, `start` among them."""
    spans = (*roster.overrides, *roster.leaves)
    turns = roster.rotation.boundaries(start, end) if roster.rotation else ()
    edges = {start, *turns, *(span.starts_at for span in spans), *(span.ends_at for span in spans)}
    return sorted(edge for edge in edges if start <= edge < end)


def gaps(roster: Roster, start: datetime, end: datetime, *, hours: Hours) -> list[Stretch]:
    """The time that nobody watches, where it touches opening hours. A team without a rota plans nothing to miss."""
    if roster.rotation is None:
        return []
    found = [stretch for stretch in stretches(roster, start, end) if stretch.is_gap]
    return [gap for gap in found if hours.next_opening(gap.starts_at) < gap.ends_at]


def first_there(ranked: Iterable[tuple[T, bool]]) -> T | None:
    """The first who is not away; where all of them are, the first all the same: somebody must be told."""
    first = None
    for candidate, is_away in ranked:
        if not is_away:
            return candidate
        first = first or candidate
    return first


@dataclass(frozen=True)
class Presence:
    """All that decides whether somebody answers for what she holds."""

    is_bot: bool
    is_active: bool
    is_on_leave: bool
    hours: Hours


def why_absent(presence: Presence, at: datetime) -> str:
    """Why she does not answer at an instant; empty where she does."""
    if presence.is_bot:
        return "is a bot"
    if not presence.is_active:
        return "has left"
    if presence.is_on_leave:
        return "is on leave"
    return "" if presence.hours.is_open(at) else "is off shift"
