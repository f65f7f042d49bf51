"""What follows a recorded breach: somebody is told. One breach per transaction, each followed once."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial

from django.db import transaction
from django.db.models import QuerySet

from escalation import notices
from escalation.duty import SENT_IT, NobodyToTell, Recipient, lead_of, on_duty, sender_or_stand_in
from escalation.engine import tries
from escalation.models import Clock, ClockKind, EventKind, HandoffEvent, NoticeKind
from tickets import changes
from tickets.compiled import any_of, compiled

MOST_AT_ONCE = 100  # breaches
WHAT_WAS_MISSED = {
    ClockKind.ACKNOWLEDGE: "Nobody in {handoff.to_team} acknowledged in time",
    ClockKind.RESPOND: "{handoff.to_team} has not answered the customer in time",
    ClockKind.TAKE_BACK: "A returned handoff was not taken back in time",
}
ACKNOWLEDGED_IT = "You acknowledged this handoff"
# A reason is said to the person herself; in the story others read it.
IN_A_STORY = {SENT_IT: "sent it", ACKNOWLEDGED_IT: "acknowledged it"}


class _InCharge:
    """Who leads and who watches a team at one instant, asked once for each team of a few breaches."""

    def __init__(self, now: datetime) -> None:
        self.lead_of = cache(partial(lead_of, at=now))
        self.on_duty = cache(partial(on_duty, at=now))


def follow_some(now: datetime, *, limit: int) -> int:
    """Follow at most `limit` breaches, oldest record first, and say how many there were.

    One that fails is put off, longer each time, and stops no other.
    """
    in_charge = _InCharge(now)
    return sum(
        tries.succeeds(
            partial(_follow, clock, in_charge, now), what=f"Telling of {clock}", put_off=partial(_put_off, clock, now)
        )
        for clock in _with_what_is_told(_waiting(now=now)[:limit])
    )


def follow(clock_id: int, *, now: datetime) -> bool:
    """Tell those concerned of one breach; False where that has been done, or is being done, by somebody else."""
    return any(_follow(clock, _InCharge(now), now) for clock in _with_what_is_told([clock_id]))


@compiled
def _waiting(*, now: datetime) -> QuerySet[Clock, int]:
    return Clock.objects.unfollowed(now).order_by("recorded_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]


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
    if not _locked(number=clock.pk, now=now):
        return False
    handoff = clock.handoff
    missed = WHAT_WAS_MISSED[ClockKind(clock.kind)].format(handoff=handoff)
    told = _recipients(clock, in_charge, now)
    text = f"{missed}. {_told_in_words(told)}"
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.BREACHED, at=clock.due_at, clock=clock, text=text)
    notices.tell(
        told,
        handoff=handoff,
        kind=NoticeKind.BREACHED,
        event=f"breached:{clock.pk}",
        title=f"{missed}: {handoff.ticket.number} {handoff.ticket.subject}",
        at=now,
    )
    Clock.objects.filter(pk=clock.pk).update(followed_at=now)
    changes.announce(*handoff.topics)
    return True


@compiled
def _locked(*, number: int, now: datetime) -> QuerySet[Clock, int]:
    """The clock while nobody else follows it, and nobody has."""
    still = Clock.objects.unfollowed(now).filter(pk=number)
    return still.select_for_update(skip_locked=True).values_list("pk", flat=True)


def _recipients(clock: Clock, in_charge: _InCharge, now: datetime) -> list[Recipient]:
    """Those in charge of whoever missed it, and the sender: all that are found. Raises NobodyToTell where none is."""
    handoff = clock.handoff
    team = handoff.from_team if clock.kind == ClockKind.TAKE_BACK else handoff.to_team
    asked: list[Callable[[], Recipient]] = [
        partial(in_charge.lead_of, team),
        partial(in_charge.on_duty, team),
        partial(sender_or_stand_in, handoff.sent_by, handoff.from_team, at=now),
    ]
    found, missing = [], None
    for ask in asked:
        try:
            found.append(ask())
        except NobodyToTell as error:
            missing = error
    if clock.kind == ClockKind.RESPOND and handoff.acknowledged_by and handoff.acknowledged_by.is_active:
        found.append(Recipient(handoff.acknowledged_by, ACKNOWLEDGED_IT))
    if missing and not found:
        raise missing
    return found


def _told_in_words(told: list[Recipient]) -> str:
    """`Told: Lena Lead (lead of Tier 2), Sam Reed (sent it)`: each person once, for the first reason."""
    by_agent = {recipient.agent: recipient.reason for recipient in reversed(told)}
    named = [
        f"{agent} ({IN_A_STORY.get(why) or why[:1].lower() + why[1:]})" for agent, why in reversed(by_agent.items())
    ]
    return f"Told: {', '.join(named)}."
