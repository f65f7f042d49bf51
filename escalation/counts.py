"""The numbers in the header of every page: what waits for its reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, Q, QuerySet

from escalation.capped import CappedCount, capped
from escalation.models import ClockKind, Handoff, Notice, Transition
from escalation.models.handoff import latest_due
from escalation.work import to_take_back
from tickets.compiled import compiled
from tickets.models import Agent, Membership, Ticket
from tickets.permissions import can_administer


@dataclass(frozen=True)
class Counts:
    """Each number as it is written; read when the first is asked for, and once."""

    agent: Agent
    now: datetime

    @cached_property
    def _found(self) -> dict[str, Any]:
        found: dict[str, Any]
        [found] = _counted(agent_id=self.agent.pk, now=self.now, oversees=self.agent.oversees)
        return found

    @property
    def handoffs(self) -> str:
        return capped(self._found["open_to_her"])

    @property
    def handoffs_hot(self) -> bool:
        return bool(self._found["open_is_late"])

    @property
    def my_work(self) -> str:
        return capped(self._found["for_her"] + self._found["back"] + self._found["put_off"])

    @property
    def my_work_hot(self) -> bool:
        return bool(self._found["for_her_is_late"] or self._found["back_is_late"])

    @property
    def inbox(self) -> str:
        return capped(self._found["unheld"])

    @property
    def unread_notices(self) -> str:
        return capped(self._found["unread"])

    @property
    def may_administer(self) -> bool:
        return can_administer(self.agent)


@compiled
def _counted(*, agent_id: int, now: datetime, oversees: bool) -> "QuerySet[Agent, Any]":
    """One row with all of it: how much there is, and whether any of it is late."""
    teams = Membership.objects.filter(agent=agent_id).values("team")
    to_hers = Handoff.objects.waiting().filter(to_team__in=teams)
    open_to_her = Handoff.objects.waiting() if oversees else to_hers
    for_her = to_hers.filter(Q(to_agent__isnull=True) | Q(to_agent=agent_id))
    back = to_take_back(Agent(pk=agent_id))
    return Agent.objects.filter(pk=agent_id).values(
        open_to_her=CappedCount(open_to_her),
        open_is_late=Exists(open_to_her.overdue(now)),
        for_her=CappedCount(for_her),
        for_her_is_late=Exists(for_her.overdue(now)),
        back=CappedCount(back),
        back_is_late=Exists(back.alias(due_at=latest_due(ClockKind.TAKE_BACK)).filter(due_at__lt=now)),
        put_off=CappedCount(Transition.objects.due_for(agent_id, now=now)),
        unheld=CappedCount(Ticket.objects.open().unheld().filter(team__in=teams)),
        unread=CappedCount(Notice.objects.unread().filter(recipient=agent_id)),
    )
