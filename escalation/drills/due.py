"""Whether an agent is asked to take a drill: before her first, and when the criteria have moved since."""

from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, Max, QuerySet, Subquery, Sum

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
    """For people who route tickets, where there are criteria to route by and tickets to ask about. At most four
    queries, unless what was published since might be enough."""
    if agent.role not in (Role.AGENT, Role.LEAD):
        return False
    [(last, is_published, are_rules)] = _last_passed(agent_id=agent.pk)  # what was asked is of then
    if last is None:
        return bool(is_published) and _could_be_enough(are_rules=are_rules)
    since = CriteriaRevision.objects.filter(published_at__gt=last)
    added_up = since.aggregate(moved=Sum("moved_percent"))["moved"] or 0
    return added_up >= ENOUGH_MOVED and _moved_since(last) >= ENOUGH_MOVED


@compiled
def _last_passed(*, agent_id: int) -> "QuerySet[Agent, tuple[datetime | None, bool, bool]]":
    """When she began the last drill that she passed, whether anything was ever published, and rules among it."""
    passed = Drill.objects.passed().filter(agent=agent_id).order_by("-begun_at")
    last, published = Subquery(passed.values("begun_at")[:1]), CriteriaRevision.objects.all()
    return Agent.objects.filter(pk=agent_id).values_list(last, Exists(published), Exists(published.filter(part=RULES)))


def _could_be_enough(*, are_rules: bool) -> bool:
    """Whether so many tickets are there. How many of them are fit for her is known once they are looked at one by one,
    as the page of drills does: only rules tell what is right of a resolved one."""
    written = DrillCase.objects.in_use()[:QUESTIONS].count()
    if written == QUESTIONS or not are_rules:
        return written == QUESTIONS
    return Ticket.objects.filter(status=Status.RESOLVED)[: QUESTIONS - written].count() == QUESTIONS - written


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
