"""What comes along with a handoff by itself, as a handoff keeps it: nothing of it is typed. No database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tickets.models import Channel

LINE_LIMIT = 240  # characters of a resolution


@dataclass(frozen=True)
class HappenedBefore:
    """Something that changed for the customer's company before the handoff."""

    what: str
    happened_at: datetime


@dataclass(frozen=True)
class EarlierTicket:
    """What the customer wrote about before, and how it was answered at last; its reader must be allowed to open it."""

    ticket: int
    subject: str
    opened_at: datetime
    status: str
    resolution: str


@dataclass(frozen=True)
class CameAlong:
    """How things stood for the customer when the ticket was handed over."""

    contacts: Mapping[str, int]  # by channel, how often the customer wrote
    page: str = ""
    preferences: str = ""
    special_circumstances: str = ""
    events: Sequence[HappenedBefore] = ()
    earlier: Sequence[EarlierTicket] = ()

    @property
    def contacts_in_words(self) -> str:
        """`4 times: 3 by chat, 1 by e-mail`."""
        if not self.contacts:
            return ""
        count = sum(self.contacts.values())
        times = "once" if count == 1 else f"{count} times"
        labels = {channel: Channel(channel).label.lower() for channel in self.contacts}
        if len(self.contacts) == 1:
            return f"{times}, by {next(iter(labels.values()))}"
        parts = (f"{number} by {labels[channel]}" for channel, number in self.contacts.items())
        return f"{times}: {', '.join(parts)}"

    def openable(self, tickets: Iterable[int]) -> list[EarlierTicket]:
        """The earlier tickets among these."""
        known = set(tickets)
        return [each for each in self.earlier if each.ticket in known]

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "contacts": dict(self.contacts),
            "events": [{**asdict(event), "happened_at": event.happened_at.isoformat()} for event in self.events],
            "earlier": [{**asdict(each), "opened_at": each.opened_at.isoformat()} for each in self.earlier],
        }


def from_json(kept: Mapping[str, Any]) -> CameAlong:
    """What a handoff keeps; nothing for one that was sent before anything was kept."""
    if not kept:
        return CameAlong({})
    events = tuple(
        HappenedBefore(event["what"], datetime.fromisoformat(event["happened_at"])) for event in kept.get("events", ())
    )
    earlier = tuple(
        EarlierTicket(**{**each, "opened_at": datetime.fromisoformat(each["opened_at"])})
        for each in kept.get("earlier", ())
    )
    return CameAlong(**{**kept, "events": events, "earlier": earlier})
