"""What happens by itself when somebody who was asked does not answer."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from escalation import database_clock
from escalation.engine import tries
from escalation.models import Answer, EventKind, HandoffEvent, WarmAsk
from escalation.warm import answering, asking
from tickets import services
from tickets.compiled import compiled


def next_due() -> datetime | None:
    """When the next ask is over."""
    return next(iter(_next_due()), None)


@compiled
def _next_due() -> QuerySet[WarmAsk, datetime]:
    return WarmAsk.objects.open().order_by("due_at").values_list("due_at", flat=True)[:1]


def follow_due(now: datetime, *, limit: int) -> int:
    """Ask the next after at most `limit` who did not answer, and say how many there were. What fails is tried again."""
    due = WarmAsk.objects.due(now).select_related("handoff__ticket", "agent").order_by("due_at", "pk")[:limit]
    return sum(
        tries.succeeds(partial(_follow, ask), what=f"Going on after {ask}", put_off=partial(_put_off, ask, now))
        for ask in list(due)
    )


def _put_off(ask: WarmAsk, now: datetime) -> None:
    failures = min(ask.failures + 1, tries.MOST_FAILURES)
    WarmAsk.objects.filter(pk=ask.pk).update(failures=failures, retry_after=now + tries.wait_after(ask.failures))


@transaction.atomic
def _follow(ask: WarmAsk) -> bool:
    """Judge it by the clock once nobody else can act on it: she may have answered, or joined, at the last moment."""
    handoff = ask.handoff
    services.lock(handoff.ticket)
    now = database_clock.now()
    handoff.refresh_from_db()
    still = WarmAsk.objects.due(now).select_related("agent").filter(pk=ask.pk).first()
    if still is None or not handoff.is_talked_over:
        return False
    still.handoff = handoff
    answering.close(still, Answer.UNANSWERED, at=now)
    text = f"{still.agent} did not answer." if still.joined_at is None else f"{still.agent} fell silent."
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.UNANSWERED, at=now, text=text)
    asking.go_on(handoff, after=still, at=now)
    return True
