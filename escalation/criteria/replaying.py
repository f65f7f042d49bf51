"""The tickets that a replay goes through, from their rows."""

from datetime import datetime

from escalation.criteria import sample
from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.criteria.replay import Case, Replay, replay
from escalation.models import Handoff, TreeWalk


def cases(at: datetime, *, count: int) -> list[Case]:
    """The last so many tickets with their facts, and the answers of their last walks."""
    found = sample.latest(at, count=count)
    numbers = [number for number, _ in found.tickets]
    walks = TreeWalk.objects.filter(ticket__in=numbers).order_by("walked_at", "pk")
    answers = dict(walks.values_list("ticket", "answers"))
    sent = Handoff.objects.filter(ticket__in=numbers, withdrawn_at__isnull=True, returned_at__isnull=True)
    handed_over = set(sent.filter(to_team__tier__gt=1).values_list("ticket", flat=True))
    return [Case(number, facts, answers.get(number, {}), number in handed_over) for number, facts in found.tickets]


def replay_latest(draft: Criteria, at: datetime, *, count: int) -> Replay:
    """What a draft would change for the last so many tickets. Writes nothing."""
    return replay(cases(at, count=count), live=live().criteria, draft=draft)
