"""The thread of a ticket along the line of those who held it. No database: rows in, the drawing's parts out.

A stretch is a time in which one holder was accountable; a pass is the moment a handoff is sent, acknowledged or
returned. Between sending and acknowledging the sender's stretch goes on, with the asked team beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from types import MappingProxyType

from escalation.models import EventKind, Handoff, HandoffEvent, Transition
from tickets.models import Agent, Message, Ownership, Team

PASSES = (EventKind.SENT, EventKind.ACKNOWLEDGED, EventKind.RETURNED)
ENDS_WAITING = (EventKind.ACKNOWLEDGED, EventKind.RETURNED, EventKind.WITHDRAWN)


@dataclass(frozen=True)
class Entry:
    """One thing in a stretch: a message, something that happened to a handoff, a change of holder without one, or a
    passage that left the holder the same.
    """

    at: datetime
    message: Message | None = None
    in_place: Message | None = None  # the same, where it is a hidden handoff: with who held the ticket
    event: HandoffEvent | None = None
    rang_for: Sequence[Agent] = ()  # where something rang: in whose browsers
    change: Ownership | None = None
    transition: Transition | None = None


@dataclass(frozen=True)
class Stretch:
    """A time with one holder; `asked` is the team that a handoff waits for meanwhile."""

    held: Ownership
    started_at: datetime
    asked: Team | None = None
    entries: list[Entry] = field(default_factory=list)

    is_pass = False

    @property
    def holder(self) -> str:
        """The holder's name, or nothing while the ticket lies with the team."""
        return str(self.held.agent or self.held.agent_name)


@dataclass(frozen=True)
class Pass:
    """A ring on the line."""

    event: HandoffEvent
    from_team: Team
    to_team: Team

    is_pass = True

    @property
    def handoff(self) -> Handoff:
        return self.event.handoff


def draw(
    ledger: Sequence[Ownership],
    events: Sequence[HandoffEvent],
    messages: Sequence[Message],
    transitions: Sequence[Transition] = (),
    in_place: Mapping[int, Message] = MappingProxyType({}),
) -> list[Stretch | Pass]:
    """The line from the first holder to now; every argument in order of time, with teams and agents loaded.

    `in_place` has those of the messages that are hidden handoffs, by their ids.
    """
    line: list[Stretch | Pass] = []
    stretch = Stretch(ledger[0], ledger[0].started_at)
    for entry in sorted(_entries(ledger, events, messages, transitions, in_place), key=_order):
        held, asked = _held_at(ledger, entry.at), _asked_after(entry, stretch.asked)
        if entry.event and entry.event.kind in PASSES:
            line += [*_drawn(stretch, until=entry.at), _pass(entry.event, held.team)]
            stretch = Stretch(held, entry.at, asked)
        elif held != stretch.held:
            line += _drawn(stretch, until=entry.at)
            stretch = Stretch(held, entry.at, asked, [entry])
        elif asked != stretch.asked:
            line.append(replace(stretch, entries=[*stretch.entries, entry]))
            stretch = Stretch(held, entry.at, asked)
        else:
            stretch.entries.append(entry)
    return [*line, stretch]


def _entries(
    ledger: Sequence[Ownership],
    events: Sequence[HandoffEvent],
    messages: Sequence[Message],
    transitions: Sequence[Transition],
    in_place: Mapping[int, Message],
) -> Iterator[Entry]:
    explained = {event.at for event in events}
    yield from (Entry(message.posted_at, message, in_place=in_place.get(message.pk)) for message in messages)
    yield from _happenings(events)
    yield from (Entry(made.made_at, transition=made) for made in transitions)
    yield from (Entry(row.started_at, change=row) for row in ledger[1:] if row.started_at not in explained)


def _happenings(events: Sequence[HandoffEvent]) -> Iterator[Entry]:
    """One entry for each; one for all in whose browsers the same rang, with nothing else in between."""
    for _, alike in groupby(events, key=_what_rang):
        event, *others = alike
        rang_for = [each.by for each in (event, *others) if each.by and each.kind == EventKind.RANG]
        yield Entry(event.at, event=event, rang_for=rang_for)


def _what_rang(event: HandoffEvent) -> tuple[object, ...]:
    return (event.handoff_id, event.text) if event.kind == EventKind.RANG else (event.pk,)


def _order(entry: Entry) -> tuple[datetime, bool, bool]:
    """By time; in the same instant the holder changes first, and then something is said. What came back is taken
    back before it goes again.
    """
    is_taking_back = entry.event is not None and entry.event.kind == EventKind.TAKEN_BACK
    return entry.at, entry.message is not None, not is_taking_back


def _held_at(ledger: Sequence[Ownership], at: datetime) -> Ownership:
    return next((row for row in reversed(ledger) if row.started_at <= at), ledger[0])


def _asked_after(entry: Entry, asked: Team | None) -> Team | None:
    """The team that a handoff waits for once this has happened."""
    if entry.event and entry.event.kind == EventKind.SENT:
        return entry.event.handoff.to_team
    return None if entry.event and entry.event.kind in ENDS_WAITING else asked


def _pass(event: HandoffEvent, holder: Team) -> Pass:
    if event.kind == EventKind.RETURNED:
        return Pass(event, from_team=event.handoff.to_team, to_team=holder)
    return Pass(event, from_team=event.handoff.from_team, to_team=event.handoff.to_team)


def _drawn(stretch: Stretch, *, until: datetime) -> list[Stretch]:
    """A stretch of no length in which nothing was said is left out."""
    return [stretch] if stretch.entries or until > stretch.started_at else []
