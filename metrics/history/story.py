"""What one line of a history file tells, once it has been found good. No database."""

from dataclasses import dataclass
from datetime import datetime

from tickets.models import AuthorKind, Channel, Plan, Status, Visibility


@dataclass(frozen=True)
class Person:
    """Somebody on our side, as the other system knew her; whether she is an agent here is looked up later."""

    username: str = ""
    email: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        return self.name or self.username or self.email


@dataclass(frozen=True)
class AccountTold:
    id: str
    name: str
    plan: Plan
    country: str


@dataclass(frozen=True)
class CustomerTold:
    id: str
    name: str
    email: str
    title: str
    preferences: str


@dataclass(frozen=True)
class Said:
    """One message."""

    id: str
    kind: AuthorKind
    author: Person | None
    channel: Channel
    visibility: Visibility
    body: str
    page_url: str
    posted_at: datetime


@dataclass(frozen=True)
class Holding:
    """With whom a ticket is: a team by its name, and somebody in it, or nobody yet."""

    team: str
    agent: Person | None = None


@dataclass(frozen=True)
class Change:
    """What changed at an instant: the status, who holds the ticket, or both."""

    at: datetime
    status: Status | None
    holding: Holding | None
    by: Person | None


@dataclass(frozen=True)
class Survey:
    csat: int
    had_to_repeat: bool | None
    comment: str
    answered_at: datetime


@dataclass(frozen=True)
class Story:
    """One ticket with everything that is told of it; messages and changes in order of time."""

    id: str
    subject: str
    issue_type: str
    opened_at: datetime
    holding: Holding
    account: AccountTold
    customer: CustomerTold
    messages: tuple[Said, ...]
    changes: tuple[Change, ...]
    survey: Survey | None

    @property
    def events(self) -> int:
        return 1 + len(self.messages) + len(self.changes)

    @property
    def teams(self) -> set[str]:
        return {self.holding.team, *(change.holding.team for change in self.changes if change.holding)}
