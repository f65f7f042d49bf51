"""What follows a recorded breach: somebody is told. One breach per transaction, each followed once."""

from datetime import datetime
from functools import cache, partial

from django.db import transaction
from django.db.models import QuerySet

from escalation import notices
from escalation.duty import Recipient, lead_of, on_duty, sender_or_stand_in
from escalation.engine import tries
from escalation.models import Clock, ClockKind, EventKind, HandoffEvent, NoticeKind
from tickets import changes
from tickets.compiled import any_of, compiled

WHAT_WAS_MISSED = {
    ClockKind.ACKNOWLEDGE: "Nobody in {handoff.to_team} acknowledged in time",
    ClockKind.RESPOND: "{handoff.to_team} has not answered the customer in time",
    ClockKind.TAKE_BACK: "A returned handoff was not taken back in time",
}


class _InCharge:
    """Who leads and who watches a team at one instant, asked once for each team of a few breaches."""

    def __init__(self, now: datetime) -> None:
        self.lead_of = cache(lead_of)
        self.on_duty = cache(partial(on_duty, at=now))


def follow_some(now: datetime, *, limit: int) -> int:
    """Follow at most `limit` breaches, oldest record first, and say how many there were.

    One that fails is put off, longer each time, and stops no other.
    """
    waiting = Clock.objects.unfollowed(now).order_by("recorded_at", "pk")
    in_charge = _InCharge(now)
    return sum(
        tries.succeeds(
            partial(_follow, clock, in_charge, now), what=f"Telling of {clock}", put_off=partial(_put_off, clock, now)
        )
        for clock in _with_what_is_told(list(waiting.values_list("pk", flat=True)[:limit]))
    )


def follow(clock_id: int, *, now: datetime) -> bool:
    """Tell those concerned of one breach; False where that has been done, or is being done, by somebody else."""
    return any(_follow(clock, _InCharge(now), now) for clock in _with_what_is_told([clock_id]))


def _with_what_is_told(numbers: list[int]) -> list[Clock]:
    """These clocks, in this order."""
    return sorted(_rows(numbers=numbers) if numbers else [], key=lambda clock: numbers.index(clock.pk))


@compiled
def _rows(*, numbers: list[int]) -> QuerySet[Clock, Clock]:
    """Many at once: planning this join costs the database more than running it."""
    return Clock.objects.filter(any_of("pk", numbers)).select_related(
        "handoff__ticket__customer",
        "handoff__ticket__account",
        "handoff__ticket__issue_type",
        "handoff__to_team",
        "handoff__from_team",
        "handoff__sent_by__answered_for_by",
        "handoff__acknowledged_by",
    )


def _put_off(clock: Clock, now: datetime) -> None:
    failures = min(clock.follow_failures + 1, tries.MOST_FAILURES)
    after = now + tries.wait_after(clock.follow_failures)
    Clock.objects.filter(pk=clock.pk).update(follow_failures=failures, follow_after=after)


@transaction.atomic
def _follow(clock: Clock, in_charge: _InCharge, now: datetime) -> bool:
    still = Clock.objects.unfollowed(now).select_for_update(skip_locked=True).filter(pk=clock.pk)
    if not still.values_list("pk", flat=True):
        return False
    handoff = clock.handoff
    missed = WHAT_WAS_MISSED[ClockKind(clock.kind)].format(handoff=handoff)
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.BREACHED, at=clock.due_at, clock=clock, text=missed)
    notices.tell(
        _recipients(clock, in_charge),
        handoff=handoff,
        kind=NoticeKind.BREACHED,
        event=f"breached:{clock.pk}",
        title=f"{missed}: {handoff.ticket.number} {handoff.ticket.subject}",
        at=now,
    )
    Clock.objects.filter(pk=clock.pk).update(followed_at=now)
    changes.announce(*handoff.topics)
    return True


def _recipients(clock: Clock, in_charge: _InCharge) -> list[Recipient]:
    handoff = clock.handoff
    sender = sender_or_stand_in(handoff.sent_by, handoff.from_team, reason="You sent this handoff")
    if clock.kind == ClockKind.TAKE_BACK:
        return [in_charge.lead_of(handoff.from_team), in_charge.on_duty(handoff.from_team), sender]
    told = [in_charge.lead_of(handoff.to_team), in_charge.on_duty(handoff.to_team), sender]
    if clock.kind == ClockKind.RESPOND and handoff.acknowledged_by and handoff.acknowledged_by.is_active:
        told.append(Recipient(handoff.acknowledged_by, "You acknowledged this handoff"))
    return told
