"""The numbers in the header of every page: what waits for its reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from escalation.models import ClockKind, Handoff, Notice
from escalation.models.handoff import latest_due
from escalation.work import to_take_back
from tickets.models import Agent, Membership, Team, Ticket
from tickets.permissions import can_administer

CAP = 100  # nothing is counted further: 99+


class CappedCount(Func):
    """How many rows there are, as far as CAP: the database stops counting there."""

    template = "(SELECT COUNT(*) FROM %(expressions)s counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(Subquery(rows.values("pk")[:CAP]))


@dataclass(frozen=True)
class Counts:
    """Each number as it is written; read when it is asked for, and once."""

    agent: Agent
    now: datetime

    @cached_property
    def _waiting(self) -> list[tuple[datetime | None, bool]]:
        """When each waiting handoff of the teams open to her is due, and whether it waits for her."""
        teams = Team.objects.open_to(self.agent).values("pk")
        in_team = Exists(Membership.objects.filter(agent=self.agent, team=OuterRef("to_team")))
        hers = in_team & (Q(to_agent__isnull=True) | Q(to_agent=self.agent))
        waiting = Handoff.objects.waiting().filter(to_team__in=teams).with_acknowledge_due().due_soonest_first()
        marked = waiting.annotate(is_hers=ExpressionWrapper(hers, BooleanField()))
        return list(marked.values_list("acknowledge_due_at", "is_hers")[:CAP])

    @cached_property
    def _mine(self) -> list[datetime | None]:
        """When what waits for her is due: handoffs to her and her teams, and what came back."""
        back = to_take_back(self.agent).values_list(latest_due(ClockKind.TAKE_BACK), flat=True)[:CAP]
        return [due for due, is_hers in self._waiting if is_hers] + list(back)

    @property
    def handoffs(self) -> str:
        return capped(len(self._waiting))

    @property
    def handoffs_hot(self) -> bool:
        return any(due and due < self.now for due, _ in self._waiting)

    @property
    def my_work(self) -> str:
        return capped(len(self._mine))

    @property
    def my_work_hot(self) -> bool:
        return any(due and due < self.now for due in self._mine)

    @cached_property
    def _totals(self) -> tuple[int, int]:
        """What nobody in her teams holds, and her unread notices, in one query."""
        teams = Membership.objects.filter(agent=self.agent).values("team")
        unheld = Ticket.objects.open().unheld().filter(team__in=teams)
        unread = Notice.objects.unread().filter(recipient=self.agent)
        totals = Agent.objects.filter(pk=self.agent.pk).values_list(CappedCount(unheld), CappedCount(unread))
        inbox, notices = totals.get()
        return inbox, notices

    @property
    def inbox(self) -> str:
        return capped(self._totals[0])

    @property
    def unread_notices(self) -> str:
        return capped(self._totals[1])

    @property
    def may_administer(self) -> bool:
        return can_administer(self.agent)


def capped(count: int) -> str:
    """A count as it is shown: `99+` where it reached the cap."""
    return f"{CAP - 1}+" if count >= CAP else str(count)
