"""Which rows of the ledger are hidden handoffs: the rule for one row and the one before it, and the same as a query."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from tickets.compiled import any_of, compiled
from tickets.models import UNEXPLAINED, Agent, Membership, Ownership, Ticket

HIDDEN_CAUSES = UNEXPLAINED


def is_hidden(row: Ownership, before: Ownership | None) -> bool:
    """Whether a ticket changed hands here without a handoff. To give somebody of the team what nobody held is none."""
    if before is None or row.cause not in HIDDEN_CAUSES:
        return False
    if row.team_id != before.team_id:
        return True
    return _holds(before) and (row.agent_id, row.agent_name) != (before.agent_id, before.agent_name)


def _holds(row: Ownership) -> bool:
    return bool(row.agent_id or row.agent_name)


def hidden_in(ledger: Sequence[Ownership]) -> set[int]:
    """The ids of the hidden handoffs in the ledger of one ticket, which is in order of time."""
    return {row.pk for before, row in pairwise(ledger) if is_hidden(row, before)}


def changes_without_handoff() -> QuerySet[Ownership]:
    """All hidden handoffs, with `from_team_id`, `from_agent_id`, `from_agent_name`: who held the ticket before."""
    before = _before()
    changes = Ownership.objects.filter(cause__in=HIDDEN_CAUSES).annotate(
        from_team_id=Subquery(before.values("team")[:1]),
        from_agent_id=Subquery(before.values("agent")[:1]),
        from_agent_name=Subquery(before.values("agent_name")[:1]),
    )
    other_team = ~Q(from_team_id=F("team"))
    was_held = Q(from_agent_id__isnull=False) | ~Q(from_agent_name="")
    return changes.filter(Q(from_team_id__isnull=False), other_team | was_held & _other_holder())


def _before() -> QuerySet[Ownership]:
    """The rows of the same ticket before an outer one, the latest first."""
    of_ticket = Ownership.objects.filter(ticket=OuterRef("ticket"))
    earlier = Q(started_at__lt=OuterRef("started_at")) | Q(started_at=OuterRef("started_at"), pk__lt=OuterRef("pk"))
    return of_ticket.filter(earlier).order_by("-started_at", "-pk")


def looked_after_by(agent: Agent) -> QuerySet[Ownership]:
    """Those that she may open and that left or reached a team she leads; all for who oversees."""
    changes = changes_without_handoff().filter(ticket__in=Ticket.objects.visible_to(agent))
    if agent.oversees:
        return changes
    led = Membership.objects.filter(agent=agent, is_lead=True).values("team")
    return changes.filter(Q(team__in=led) | Q(from_team_id__in=led))


def latest_of(agent: Agent, most: int) -> list[tuple[datetime, int]]:
    """When the latest of those that she looks after came about, and their ids."""
    return _latest_of(most, agent_id=agent.pk, role=agent.role)


@compiled
def _latest_of(most: int, *, agent_id: int, role: str) -> QuerySet[Ownership, Any]:
    changes = looked_after_by(Agent(pk=agent_id, role=role)).order_by("-started_at", "-pk")
    return changes.values_list("started_at", "pk")[:most]


def with_names(numbers: list[int]) -> list[Ownership]:
    """The changes with these ids, with what a list shows of them, and of the holder before."""
    return _with_names(numbers=numbers)


@compiled
def _with_names(*, numbers: list[int]) -> QuerySet[Ownership, Any]:
    before = {
        f"before_{name}": Subquery(_before().values(path)[:1])
        for name, path in {"team": "team__name", "color": "team__color", "agent": "agent__name"}.items()
    }
    shown = ("ticket__account", "team", "agent", "by", "added_context__added_by")
    return changes_without_handoff().filter(any_of("pk", numbers)).annotate(**before).select_related(*shown)


def _other_holder() -> Q:
    """Not the same agent, nor the same name of somebody who is no agent here."""
    was, now = Q(from_agent_id__isnull=False), Q(agent__isnull=False)
    other_agent = (was & ~now) | (~was & now) | (was & now & ~Q(from_agent_id=F("agent")))
    return other_agent | ~Q(from_agent_name=F("agent_name"))
