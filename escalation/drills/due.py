"""Whether an agent is asked to take a drill: before her first, and when the criteria have moved since."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, Func, Max, QuerySet, Subquery

from escalation.capped import CappedCount
from escalation.criteria.live import criteria_of
from escalation.criteria.replay import moved_percent
from escalation.criteria.replaying import cases
from escalation.models import RULES, CriteriaRevision, Drill, DrillCase
from escalation.models.drill import QUESTIONS
from tickets.compiled import compiled
from tickets.models import Agent, Role, Status, Ticket

# What holds now sends this many of a hundred tickets elsewhere than what held then: half a drill's one wrong answer.
ENOUGH_MOVED = 5.0
TRIED_ON = 200  # of the latest tickets


def is_due(agent: Agent) -> bool:
    """For people who route tickets, where there are criteria to route by and tickets to ask about. One query, unless
    what was published since might be enough."""
    if agent.role not in (Role.AGENT, Role.LEAD):
        return False
    [known] = _known(agent_id=agent.pk)
    if known["last"] is None:
        return known["is_published"] and _could_be_enough(**known)
    return (known["added_up"] or 0) >= ENOUGH_MOVED and _moved_since(known["last"]) >= ENOUGH_MOVED


@compiled
def _known(*, agent_id: int) -> QuerySet[Agent, Any]:
    """One row: when she began the `last` drill that she passed, and so what was asked in it is of; how much what was
    published since moved, `added_up`; and what there is to ask about."""
    last = Drill.objects.passed().filter(agent=agent_id).order_by("-begun_at").values("begun_at")[:1]
    published = CriteriaRevision.objects.order_by()
    since = published.filter(published_at__gt=Subquery(last)).annotate(sum=Func("moved_percent", function="SUM"))
    return Agent.objects.filter(pk=agent_id).values(
        last=Subquery(last),
        added_up=Subquery(since.values("sum")),
        is_published=Exists(published),
        are_rules=Exists(published.filter(part=RULES)),
        written=CappedCount(DrillCase.objects.in_use(), cap=QUESTIONS),
        resolved=CappedCount(Ticket.objects.filter(status=Status.RESOLVED), cap=QUESTIONS),
    )


def _could_be_enough(*, written: int, resolved: int, are_rules: bool, **_: Any) -> bool:
    """Whether so many tickets are there. How many of them are fit for her is known once they are looked at one by one,
    as the page of drills does: only rules tell what is right of a resolved one."""
    return written + (resolved if are_rules else 0) >= QUESTIONS


def _moved_since(then: datetime) -> float:
    """Some of what was published since may have been taken back: what counts is the way from then to now."""
    of_then, of_now = CriteriaRevision.objects.as_of(then), CriteriaRevision.objects.live()
    return _moved(tuple(of_then.values_list("pk", flat=True)), tuple(of_now.values_list("pk", flat=True)))


@lru_cache(maxsize=64)
def _moved(of_then: tuple[int, ...], of_now: tuple[int, ...]) -> float:
    """Revisions are never altered, so the same two states are measured once by each process."""
    before, after = criteria_of(of_then), criteria_of(of_now)
    if before == after:
        return 0.0
    at = CriteriaRevision.objects.aggregate(last=Max("published_at"))["last"]
    return moved_percent(cases(at, count=TRIED_ON), before=before, after=after)


forget = _moved.cache_clear
