"""What may go out now, and together: the rules of how much is on its way to one target, as queries.

What goes to a person goes one by one, and not too often, so that a storm goes out together. A program is posted to
several times at once, and one that fails one by one: what it keeps waiting is one sender. What is urgent waits for
nothing but what is urgent too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from escalation.models import Delivery, Medium
from escalation.models.delivery import DeliveryQuerySet
from escalation.notices import retrying
from tickets.compiled import compiled

POSTS_AT_ONCE = 4  # to one program: each takes as long as the program does, and they come in no promised order
# What a program did not take is no reason to be careful with it while it takes other things.
SOUND_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Times:
    """An instant, and those before it since when a target was, or was not, written to."""

    now: datetime
    paused_since: datetime
    urgent_paused_since: datetime
    sound_since: datetime

    @classmethod
    def at(cls, now: datetime) -> "Times":
        return cls(now, now - retrying.gap(urgent=False), now - retrying.gap(urgent=True), now - SOUND_FOR)


def lead(times: Times, *, urgent_only: bool, lock: bool = False) -> Delivery | None:
    """What goes out next; with `lock`, kept from other senders until the transaction ends."""
    found = _ready(**vars(times), program=None, urgent=True if urgent_only else None, lock=lock)
    return next(iter(found), None)


def posts(first: Delivery, times: Times, room: int) -> list[Delivery]:
    """What a program may be posted together with what is next for it, each in a message of its own, locked."""
    # As `lead` has counted them.
    fails, under_way = first.fails, first.under_way  # type: ignore[attr-defined]
    most = 1 if fails else min(room, POSTS_AT_ONCE - under_way)
    if most <= 1:
        return [first]
    program = cast(int, first.endpoint_id)
    return _ready(**vars(times), program=program, urgent=first.is_urgent, lock=True)[:most] or [first]


@compiled
def _ready(
    *,
    now: datetime,
    paused_since: datetime,
    urgent_paused_since: datetime,
    sound_since: datetime,
    program: int | None,
    urgent: bool | None,
    lock: bool,
) -> QuerySet[Delivery, Delivery]:
    """The next one of all, or the next few for a program."""
    same = Delivery.objects.filter(target=OuterRef("target"))
    fails = Q(Exists(same.tried_in_vain())) & ~Q(Exists(same.filter(sent_at__gt=sound_since)))
    waits = _has_to_wait(same.filter(is_urgent=True), now, urgent_paused_since, fails) & Q(is_urgent=True)
    waits |= _has_to_wait(same, now, paused_since, fails) & Q(is_urgent=False)
    found = Delivery.objects.due(now).exclude(waits).urgent_first()
    found = found.annotate(fails=fails, under_way=_under_way(same, now))
    found = found if program is None else found.filter(endpoint_id=program)
    found = found if urgent is None else found.filter(is_urgent=urgent)
    # Without those that somebody else takes, or cancels, at this moment.
    found = found.select_for_update(skip_locked=True, of=("self",)) if lock else found
    return found[: 1 if program is None else POSTS_AT_ONCE]


def _has_to_wait(others: DeliveryQuerySet, now: datetime, since: datetime, fails: Q) -> Q:
    """For others to the same target: those under way, and to a person what she was sent lately."""
    under_way = others.under_way(now)
    is_at_it, is_full = Q(Exists(under_way)), Q(Exists(under_way[POSTS_AT_ONCE - 1 : POSTS_AT_ONCE]))
    pauses = Q(Exists(others.filter(sent_at__gt=since)))
    return (Q(medium=Medium.WEBHOOK) & (is_full | is_at_it & fails)) | (~Q(medium=Medium.WEBHOOK) & (is_at_it | pauses))


def _under_way(same: DeliveryQuerySet, now: datetime) -> Coalesce:
    """How many are on their way that it has to share its target with."""
    counted = same.under_way(now).filter(Q(is_urgent=True) | Q(is_urgent=OuterRef("is_urgent")))
    return Coalesce(Subquery(counted.values("target").annotate(count=Count("pk")).values("count")), 0)
