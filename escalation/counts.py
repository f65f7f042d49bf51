"""The numbers in the header of every page: what waits for its reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import (
    Func,
    IntegerField,
    QuerySet,
    Subquery,
)

from escalation.models import ClockKind, Handoff, Notice
from escalation.models.handoff import latest_due
from escalation.work import to_take_back
from tickets.models import Agent, Membership, Ticket
from tickets.permissions import can_administer, team_ids_of

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
    def _waiting(self) -> list[tuple[int, int | None, datetime | None]]:
        """Each waiting handoff of the teams open to her: its team, whom it names, when it is due."""
        waiting = Handoff.objects.waiting()
        if not self.agent.oversees:
            waiting = waiting.filter(to_team__in=team_ids_of(self.agent))
        return list(waiting.values_list("to_team_id", "to_agent_id", latest_due(ClockKind.ACKNOWLEDGE))[:CAP])

    @cached_property
    def _mine(self) -> list[datetime | None]:
        """When what waits for her is due: handoffs to her and her teams, and what came back."""
        teams, hers = team_ids_of(self.agent), {None, self.agent.pk}
        back = to_take_back(self.agent).values_list(latest_due(ClockKind.TAKE_BACK), flat=True)[:CAP]
        return [due for team, to, due in self._waiting if team in teams and to in hers] + list(back)

    @property
    def handoffs(self) -> str:
        return capped(len(self._waiting))

    @property
    def handoffs_hot(self) -> bool:
        return any(due and due < self.now for _, _, due in self._waiting)

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
