"""Whether an agent is asked to take a drill: before her first, and when the criteria have moved since."""

from django.db.models import Sum

from escalation.models import CriteriaRevision, Drill
from tickets.models import Agent, Role

# What has been published since would send this many of a hundred tickets elsewhere: half a drill's one wrong answer.
ENOUGH_MOVED = 5.0


def is_due(agent: Agent) -> bool:
    """For people who route tickets, where there are criteria to route by. At most two queries."""
    if agent.role not in (Role.AGENT, Role.LEAD):
        return False
    passed = Drill.objects.passed().filter(agent=agent).order_by("-finished_at")
    last = passed.values_list("finished_at", flat=True).first()
    if last is None:
        return CriteriaRevision.objects.exists()
    since = CriteriaRevision.objects.filter(published_at__gt=last)
    return (since.aggregate(moved=Sum("moved_percent"))["moved"] or 0) >= ENOUGH_MOVED
