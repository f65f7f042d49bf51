"""The numbers in the header of every page: what waits for its reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from escalation.models import ClockKind, Handoff, Notice
from escalation.models.handoff import latest_due
from escalation.work import to_take_back
from tickets.models import Agent, Membership, Team, Ticket
from tickets.permissions import can_administer

CAP = 100  # nothing is counted further: 99+


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
        waiting = Handoff.objects.waiting().filter(to_team__in=teams).with_deadlines().due_soonest_first()
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
    def inbox(self) -> str:
        """What nobody in her teams holds."""
        teams = Membership.objects.filter(agent=self.agent).values("team")
        return capped(Ticket.objects.open().unheld().filter(team__in=teams)[:CAP].count())

    @cached_property
    def unread_notices(self) -> str:
        return capped(Notice.objects.unread().filter(recipient=self.agent)[:CAP].count())

    @property
    def may_administer(self) -> bool:
        return can_administer(self.agent)


def capped(count: int) -> str:
    """A count as it is shown: `99+` where it reached the cap."""
    return f"{CAP - 1}+" if count >= CAP else str(count)
