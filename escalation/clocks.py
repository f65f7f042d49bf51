"""The clocks of handoffs: started by what is sent, settled by what the rows say, recorded when they run out.

Order of locks, everywhere: ticket, then handoff, then clock. The sweep takes clocks only, and never waits for one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from escalation import database_clock
from escalation.deadlines import Verdict, first_ending, verdict
from escalation.models import Clock, ClockKind, ClockState, Handoff
from tickets import kept, services
from tickets.compiled import any_of, compiled, compiled_text
from tickets.models import AuthorKind, Membership, Message, Ticket, Visibility

AFTER_FAILURE = timedelta(minutes=1)  # until one that could not be settled is tried again

logger = logging.getLogger(__name__)


@contextmanager
def act_on(ticket: Ticket) -> Iterator[tuple[Ticket, datetime]]:
    """One act on a ticket: yields it locked, and the instant it counts as done, and settles the clocks after it."""
    with transaction.atomic():
        locked = services.lock(ticket)
        found = lock_and_read(locked)
        yield locked, found.at
        if found.any_run:
            settle(locked, at=found.at)


def first(handoff: Handoff, *, at: datetime, due_at: dict[ClockKind, datetime]) -> list[Clock]:
    """The first clock of each of these kinds, for the caller to write."""
    return [Clock(handoff=handoff, kind=kind, started_at=at, due_at=due) for kind, due in due_at.items()]


def start(handoff: Handoff, *, at: datetime, due_at: dict[ClockKind, datetime]) -> None:
    """Start the first clock of each of these kinds."""
    Clock.objects.bulk_create(first(handoff, at=at, due_at=due_at))


def start_again(handoff: Handoff, kind: ClockKind, *, at: datetime, due_at: datetime) -> None:
    """Start a new generation of a clock. The one before it is over, void or missed; the caller settles."""
    latest = Clock.objects.filter(handoff=handoff, kind=kind).latest("generation")
    Clock.objects.create(handoff=handoff, kind=kind, generation=latest.generation + 1, started_at=at, due_at=due_at)


def lock(ticket: Ticket) -> bool:
    """Lock the clocks that an act on this ticket may end, and say whether there are any.

    The database's clock is read after this, never before.
    """
    return lock_and_read(ticket).any_run


class Found(NamedTuple):
    """How a ticket stands, seen from under its locks."""

    at: datetime  # after the last of the locks was had: when an act counts as done
    any_run: bool  # clocks that it may end
    any_unsettled: bool  # handoffs that stand between the ticket and its next one


def lock_and_read(ticket: Ticket) -> Found:
    """As `lock`, with all that an act has to know under the locks; what admins lay down holds as it is now, too."""
    of_ticket = {"ticket_id": ticket.pk}
    running, at, (stamp, unsettled) = database_clock.after(_locked(**of_ticket), kept.asked(), _unsettled(**of_ticket))
    kept.holds(stamp)
    return Found(at, bool(running), unsettled is not None)


def unsettled(ticket_id: int) -> QuerySet[Handoff]:
    """What stands between a ticket and its next handoff: one that waits, and what came back and is not taken up."""
    return (Handoff.objects.waiting() | Handoff.objects.to_take_back()).filter(ticket=ticket_id)


@compiled_text
def _unsettled(*, ticket_id: int) -> QuerySet[Handoff, int]:
    return unsettled(ticket_id).values_list("pk", flat=True)


@compiled_text
def _locked(*, ticket_id: int) -> QuerySet[Clock, int]:
    unfinished = Clock.objects.unfinished().filter(handoff__ticket=ticket_id)
    return unfinished.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)


def settle(ticket: Ticket, *, at: datetime) -> None:
    """Make the clocks of a ticket say what its rows say: met, void, or breached by a deed done too late.

    Idempotent, and the same for whoever acted: it derives from handoffs, messages and the ticket. The caller holds
    the lock on the ticket.
    """
    for clock in _unfinished(ticket_id=ticket.pk):
        _apply(clock, _judge(clock, at), at)


@compiled
def _unfinished(*, ticket_id: int) -> QuerySet[Clock, Clock]:
    return _with_evidence(Clock.objects.unfinished().filter(handoff__ticket=ticket_id))


def batch() -> int:
    """How many clocks are recorded in one transaction; on SQLite whoever acknowledges waits until it has ended."""
    return 500 if connection.vendor == "sqlite" else 1000


@transaction.atomic
def record_due(now: datetime) -> int:
    """Record as breached at most one batch of clocks that have run out, and say how many were looked at.

    What the rows show to have ended in time is settled instead, so that the verdict never depends on who wrote them.
    Clocks locked by somebody acting at this moment are left to her: she judges them herself. One that cannot be
    settled is put off, and stops no other.
    """
    due = list(
        Clock.objects.due(now)
        .filter(~Q(follow_after__gt=now))
        .order_by("due_at", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)[: batch()]
    )
    if due:
        put_off = [clock.pk for clock in _ended(numbers=due) if not _is_settled(clock, now)]
        due = [number for number in due if number not in put_off]
        Clock.objects.running().filter(any_of("pk", due)).update(
            state=ClockState.BREACHED, breached_at=F("due_at"), recorded_at=now
        )
    return len(due)


def _is_settled(clock: Clock, now: datetime) -> bool:
    """Whether what ended it could be written down; if not, it stays running for a while and `health` complains."""
    try:
        with transaction.atomic():
            _apply(clock, _judge(clock, now), now)
    except Exception:
        if not connection.is_usable():
            raise
        logger.exception("Clock %s could not be settled; trying again later", clock.pk)
        Clock.objects.filter(pk=clock.pk).update(follow_after=now + AFTER_FAILURE)
        return False
    return True


def next_due() -> datetime | None:
    """When the next running clock runs out."""
    return next(iter(_next_due()), None)


@compiled
def _next_due() -> QuerySet[Clock, datetime]:
    return Clock.objects.running().order_by("due_at").values_list("due_at", flat=True)[:1]


def handed_on_deadline(ticket: Ticket, *, at: datetime, due_at: datetime) -> datetime:
    """When the customer's answer is due after a new handoff that by itself would make it due at `due_at`.

    A handoff passed on before it was answered hands on its deadline: passing on buys no time.
    """
    earliest = answer_due_at(ticket, at=at)
    return min(due_at, earliest) if earliest else due_at


def answer_due_at(ticket: Ticket, *, at: datetime) -> datetime | None:
    """When the customer's answer is due after the handoffs there were; None where none is, or it is late already."""
    running = Clock.objects.running().filter(handoff__ticket=ticket, kind=ClockKind.RESPOND, due_at__gt=at)
    return running.order_by("due_at").values_list("due_at", flat=True).first()


def _with_evidence(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Adds `answered_at`, the first answer of the receiving side, `passed_on_at`, the next handoff of the ticket,
    `gone_back_at`, when one before it was returned, and `superseded_at`, when the next generation of the clock began.
    """
    receivers = Membership.objects.filter(team=OuterRef(OuterRef("handoff__to_team")), agent=OuterRef("agent"))
    receivers = receivers.exclude(agent=OuterRef(OuterRef("handoff__sent_by")))  # inside a team she is of it too
    answers = Message.objects.filter(
        Q(agent=OuterRef("handoff__acknowledged_by")) | Exists(receivers),
        ticket=OuterRef("handoff__ticket"),
        author_kind=AuthorKind.AGENT,
        visibility=Visibility.PUBLIC,
        posted_at__gte=OuterRef("handoff__sent_at"),
    )
    later = Handoff.objects.filter(ticket=OuterRef("handoff__ticket"), pk__gt=OuterRef("handoff"))
    gone_back = Handoff.objects.filter(
        ticket=OuterRef("handoff__ticket"), pk__lt=OuterRef("handoff"), returned_at__gte=OuterRef("handoff__sent_at")
    )
    renewed = Clock.objects.filter(
        handoff=OuterRef("handoff"), kind=OuterRef("kind"), generation__gt=OuterRef("generation")
    )
    return clocks.select_related("handoff__ticket").annotate(
        superseded_at=Subquery(renewed.order_by("generation").values("started_at")[:1]),
        answered_at=Subquery(answers.order_by("posted_at", "pk").values("posted_at")[:1]),
        passed_on_at=Subquery(later.order_by("pk").values("sent_at")[:1]),
        gone_back_at=Subquery(gone_back.order_by("returned_at").values("returned_at")[:1]),
    )


@compiled
def _ended(*, numbers: list[int]) -> QuerySet[Clock, Clock]:
    """Those of these that anything at all may have ended; what exactly, `_judge` says.

    Where thousands run out at once the database looks up no more than each kind of clock asks for.
    """
    return _with_evidence(Clock.objects.filter(any_of("pk", numbers))).filter(
        Q(handoff__acknowledged_at__isnull=False)
        | Q(handoff__withdrawn_at__isnull=False)
        | Q(handoff__returned_at__isnull=False)
        | Q(handoff__ticket__resolved_at__isnull=False)
        | Q(superseded_at__isnull=False)
        | Q(kind=ClockKind.RESPOND)
        & (Q(answered_at__isnull=False) | Q(passed_on_at__isnull=False) | Q(gone_back_at__isnull=False))
    )


def _judge(clock: Clock, now: datetime) -> Verdict:
    handoff = clock.handoff
    resolved_at = handoff.ticket.resolved_at
    gone = [handoff.withdrawn_at, handoff.returned_at, resolved_at]
    if clock.kind == ClockKind.ACKNOWLEDGE:
        ending = first_ending(done_at=handoff.acknowledged_at, moot_at=[*gone, clock.superseded_at])  # type: ignore[attr-defined]
    elif clock.kind == ClockKind.RESPOND:
        moot_at = [*gone, clock.passed_on_at, clock.gone_back_at]  # type: ignore[attr-defined]
        ending = first_ending(done_at=clock.answered_at, moot_at=moot_at)  # type: ignore[attr-defined]
    else:
        ending = first_ending(done_at=handoff.taken_back_at, moot_at=[resolved_at])
    return verdict(due_at=clock.due_at, ending=ending, now=now)


def _apply(clock: Clock, found: Verdict, now: datetime) -> None:
    """Write a verdict down, if it says anything new; a breach on record keeps when it was recorded.

    No verdict takes none back: should the database's clock be set back, a breach on record stays.
    """
    if found in (Verdict(), Verdict(met_at=clock.met_at, voided_at=clock.voided_at, breached_at=clock.breached_at)):
        return
    clock.met_at, clock.voided_at, clock.breached_at = found.met_at, found.voided_at, found.breached_at
    if found.breached_at:
        clock.state, clock.recorded_at = ClockState.BREACHED, clock.recorded_at or now
    else:
        clock.state = ClockState.MET if found.met_at else ClockState.VOID
        clock.recorded_at = clock.followed_at = None
    clock.save(update_fields=["state", "met_at", "voided_at", "breached_at", "recorded_at", "followed_at"])
