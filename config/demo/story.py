"""A ticket as a story: who did what, when.

Told by the narrator; then written down as rows, or played through the services.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from escalation.models import ReturnReason
from escalation.package import Package
from tickets.models import Channel

T = TypeVar("T")


class Deed(StrEnum):
    OPENED = "opened"
    SAID = "said"
    NOTED = "noted"
    CLAIMED = "claimed"
    REASSIGNED = "reassigned"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    ANSWERED = "answered"
    RETURNED = "returned"
    TAKEN_BACK = "taken back"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Act:
    """One deed. `by` is an agent's username or a customer's e-mail address."""

    deed: Deed
    at: datetime
    by: str
    text: str = ""
    channel: Channel = Channel.NOTE
    team: str = ""  # opened with, or sent to
    agent: str = ""  # opened with, reassigned to, or asked by name
    handoff_type: str = ""
    package: Package | None = None
    reason: ReturnReason | None = None

    @property
    def by_customer(self) -> bool:
        return "@" in self.by


@dataclass(frozen=True)
class Answer:
    """What the customer said of how it went."""

    csat: int
    had_to_repeat: bool
    comment: str
    at: datetime


@dataclass(frozen=True)
class Story:
    customer: str
    subject: str
    issue_type: str
    page_url: str
    acts: tuple[Act, ...]
    answer: Answer | None = None

    @property
    def began_at(self) -> datetime:
        return self.acts[0].at

    @property
    def ended_at(self) -> datetime:
        return max(self.acts[-1].at, self.answer.at) if self.answer else self.acts[-1].at

    def until(self, number: int) -> "Story":
        """Its first acts only."""
        return replace(self, acts=self.acts[:number], answer=None)

    def before_handoffs(self) -> "Story":
        return self.until(self._first_handoff)

    def from_handoffs_on(self) -> tuple[Act, ...]:
        return self.acts[self._first_handoff :]

    @property
    def _first_handoff(self) -> int:
        return next((number for number, act in enumerate(self.acts) if act.deed == Deed.SENT), len(self.acts))

    def ending_at(self, instant: datetime) -> "Story":
        """The same story, moved in time so that its last deed is at this instant."""
        moved_by: timedelta = instant - self.acts[-1].at
        return replace(self, acts=tuple(replace(act, at=act.at + moved_by) for act in self.acts))


def given(fact: T | None) -> T:
    """What a deed of this kind always has: a package when sent, a reason when returned. Raises ValueError."""
    if fact is None:
        raise ValueError("This deed lacks what its kind needs")
    return fact
