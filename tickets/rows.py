"""Tickets as lists say them: each read in one piece, without the rows of other tables that it names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from tickets.compiled import any_of, compiled
from tickets.models import Plan, Role, Status, Ticket, initials_of
from tickets.paths import path_of

COLUMNS = (
    "pk",
    "subject",
    "status",
    "waiting_since",
    "last_activity_at",
    "account__name",
    "account__plan",
    "customer__name",
    "issue_type__name",
    "team__name",
    "team__color",
    "holder__name",
    "holder__role",
)  # in the order of a row's fields


class TicketRow(NamedTuple):
    """What a list says of a ticket; whom and what it names, by name."""

    pk: int
    subject: str
    status: str
    waiting_since: datetime | None
    last_activity_at: datetime
    account: str
    plan: str
    customer: str
    issue_type: str | None
    team: str
    team_color: int
    holder: str | None
    holder_role: str | None

    @property
    def number(self) -> str:
        return f"T-{self.pk}"

    @property
    def url(self) -> str:
        return path_of("ticket", self.pk)

    @property
    def plan_name(self) -> str:
        return str(Plan(self.plan).label)

    @property
    def is_resolved(self) -> bool:
        return self.status == Status.RESOLVED

    @property
    def is_unheld(self) -> bool:
        return self.holder is None

    @property
    def holder_initials(self) -> str:
        return initials_of(self.holder or "")

    @property
    def holder_is_bot(self) -> bool:
        return self.holder_role == Role.BOT


def columns(tickets: QuerySet[Ticket]) -> QuerySet[Ticket, Any]:
    """The tickets as plain values, for `rows()`."""
    return tickets.values_list(*COLUMNS)


def rows(found: Iterable[Iterable[Any]]) -> list[TicketRow]:
    return [TicketRow._make(values) for values in found]


def rows_of(numbers: list[int]) -> list[TicketRow]:
    """The tickets with these numbers, in no order."""
    return rows(_numbered(numbers=numbers))


@compiled
def _numbered(*, numbers: list[int]) -> QuerySet[Ticket, Any]:
    return columns(Ticket.objects.filter(any_of("pk", numbers)))
