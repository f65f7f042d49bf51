"""What a handoff rests on: a trigger that fires, a walk through a tree, or the sender's own reason."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from escalation.criteria import gathering
from escalation.criteria.definition import Ending, Trigger, Verdict
from escalation.criteria.live import Live, live
from escalation.criteria.opening import outcome_of
from escalation.criteria.rules import fired, sentence
from escalation.models import CriteriaRevision, Handoff, HandoffGround, HandoffType, TreeWalk
from tickets.models import Agent, Ticket

WALK_COUNTS_FOR = timedelta(days=1)  # after it the ticket is another


class NoGround(Exception):
    """The criteria speak of this kind of handoff, and nothing of theirs calls for it here: the sender says why."""


@dataclass(frozen=True)
class Ground:
    """What speaks for a handoff, and what against it."""

    type: HandoffType
    revision: CriteriaRevision | None = None
    fired: list[Trigger] = field(default_factory=list)
    walk: TreeWalk | None = None
    is_spoken_of: bool = False

    @property
    def needs_reason(self) -> bool:
        """Nothing speaks for it, or something against it."""
        forbidden = any(trigger.verdict == Verdict.FORBIDS for trigger in self.fired)
        return self.is_spoken_of and (forbidden or not (self.fired or self.walk))

    @property
    def sentence(self) -> str:
        """Why a reason is asked for."""
        for trigger in self.fired:
            if trigger.verdict == Verdict.FORBIDS:
                return f"“{trigger.name}” speaks against {self.type} here"
        return f"No trigger calls for {self.type} here"


def of(ticket: Ticket, *, type: HandoffType, at: datetime) -> Ground:
    """What the live criteria say of handing this ticket over so. One query where they do not speak of its kind."""
    now_live = live()
    if not _speaks_of(now_live, type.slug):
        return Ground(type)
    found = fired(now_live.criteria.triggers, gathering.of(ticket, at=at))
    return Ground(
        type=type,
        revision=now_live.rules_revision,
        fired=[trigger for trigger in found if trigger.handoff_type == type.slug],
        walk=_walk(ticket, type.slug, at),
        is_spoken_of=True,
    )


def _speaks_of(now_live: Live, handoff_type: str) -> bool:
    criteria = now_live.criteria
    kinds = {trigger.handoff_type for trigger in criteria.triggers}
    return handoff_type in kinds | {outcome.handoff_type for tree in criteria.trees for outcome in tree.outcomes}


def _walk(ticket: Ticket, handoff_type: str, at: datetime) -> TreeWalk | None:
    """The last walk that led to such a handoff, or that was overridden by one, and that none rests on yet."""
    ends_so = Q(ending=Ending.HAND_OVER, overridden_by_ending="") | Q(overridden_by_ending=Ending.HAND_OVER)
    walks = TreeWalk.objects.filter(ends_so, ticket=ticket, grounds=None, walked_at__gt=at - WALK_COUNTS_FOR)
    last = walks.select_related("revision").order_by("-walked_at", "-pk").first()
    if last is None or last.is_overridden:
        return last
    outcome = outcome_of(last)
    return last if outcome and outcome.handoff_type == handoff_type else None


def check(ground: Ground, *, reason: str, by: Agent) -> None:
    """A bot gives no reasons. Raises NoGround."""
    if ground.needs_reason and not reason.strip() and not by.is_bot:
        raise NoGround(ground.sentence)


def keep(ground: Ground, handoff: Handoff, *, reason: str) -> HandoffGround | None:
    """Write down what a handoff rested on when it was sent; nothing where the criteria do not speak of its kind."""
    if not ground.is_spoken_of:
        return None
    return HandoffGround.objects.create(
        handoff=handoff,
        revision=ground.revision,
        triggers=[_told(trigger) for trigger in ground.fired],
        walk=ground.walk,
        reason=reason.strip()[:300] if ground.needs_reason else "",
    )


def _told(trigger: Trigger) -> dict[str, Any]:
    return {"key": trigger.key, "name": trigger.name, "verdict": str(trigger.verdict), "because": sentence(trigger)}
