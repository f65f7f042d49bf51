"""What follows a recorded breach: somebody is told. One breach per transaction, each followed once."""

from datetime import datetime

from django.db import transaction

from escalation import notices
from escalation.duty import Recipient, lead_of, sender_or_stand_in
from escalation.models import Clock, ClockKind, EventKind, HandoffEvent, NoticeKind

WHAT_WAS_MISSED = {
    ClockKind.ACKNOWLEDGE: "Nobody in {handoff.to_team} acknowledged in time",
    ClockKind.RESPOND: "{handoff.to_team} has not answered the customer in time",
    ClockKind.TAKE_BACK: "A returned handoff was not taken back in time",
}


def follow_some(now: datetime, *, limit: int) -> int:
    """Follow at most `limit` breaches, oldest record first, and say how many there were."""
    waiting = Clock.objects.unfollowed().order_by("recorded_at", "pk").values_list("pk", flat=True)[:limit]
    return sum(follow(pk, now=now) for pk in list(waiting))


@transaction.atomic
def follow(clock_id: int, *, now: datetime) -> bool:
    """Tell those concerned of one breach; False where that has been done, or is being done, by somebody else."""
    clock = (
        Clock.objects.unfollowed()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("handoff__ticket__customer", "handoff__ticket__account", "handoff__ticket__issue_type")
        .select_related("handoff__to_team", "handoff__from_team", "handoff__sent_by")
        .filter(pk=clock_id)
        .first()
    )
    if clock is None:
        return False
    handoff = clock.handoff
    missed = WHAT_WAS_MISSED[ClockKind(clock.kind)].format(handoff=handoff)
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.BREACHED, at=clock.due_at, clock=clock, text=missed)
    notices.tell(
        _recipients(clock),
        handoff=handoff,
        kind=NoticeKind.BREACHED,
        event=f"breached:{clock.pk}",
        title=f"{missed}: {handoff.ticket.number} {handoff.ticket.subject}",
        at=now,
    )
    Clock.objects.filter(pk=clock.pk).update(followed_at=now)
    return True


def _recipients(clock: Clock) -> list[Recipient]:
    handoff = clock.handoff
    sender = sender_or_stand_in(handoff.sent_by, handoff.from_team, reason="You sent this handoff")
    if clock.kind == ClockKind.TAKE_BACK:
        return [lead_of(handoff.from_team), sender]
    told = [lead_of(handoff.to_team), sender]
    if clock.kind == ClockKind.RESPOND and handoff.acknowledged_by and handoff.acknowledged_by.is_active:
        told.append(Recipient(handoff.acknowledged_by, "You acknowledged this handoff"))
    return told
