"""Taking a message's worth of deliveries, so that no other sender sends them meanwhile."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from escalation import database_clock
from escalation.models import Delivery, Medium
from escalation.models.delivery import DeliveryQuerySet
from escalation.notices import retrying

# Renewed while its sender is at it: short, so that a killed one does not keep the next message waiting.
LEASE = timedelta(seconds=10)
LONGEST = timedelta(minutes=1)  # what takes longer is another sender's to try
MOST_IN_ONE = 500
SOUND_FOR = timedelta(minutes=1)
POSTS_AT_ONCE = 4  # to one program: each takes as long as the program does, and they come in no promised order


@dataclass(frozen=True)
class Parcel:
    """Deliveries to one target that go out in one message, and the token that says they are this sender's."""

    token: str
    claimed_at: datetime
    deliveries: tuple[Delivery, ...]

    @property
    def lead(self) -> Delivery:
        return self.deliveries[0]

    @property
    def is_urgent(self) -> bool:
        return any(delivery.is_urgent for delivery in self.deliveries)


def claim(*, room: int, urgent_only: bool = False) -> list[Parcel]:
    """Take what should go out next to one target: a message to a person, or to a program at most `room` posts.

    Empty where there is nothing.
    """
    now = database_clock.now()
    due = Delivery.objects.due(now).filter(Q(is_urgent=True) if urgent_only else Q())
    ready = due.exclude(_has_to_wait(now))
    # Looked at first without a transaction: in SQLite one keeps all other writers waiting.
    return _claim_next(ready, room, now) if ready.exists() else []


@transaction.atomic
def _claim_next(ready: DeliveryQuerySet, room: int, now: datetime) -> list[Parcel]:
    lead = _unlocked(ready.urgent_first()).first()
    if lead is None:
        return []
    if lead.medium != Medium.WEBHOOK:
        token, together = _take(_together(lead, now), now, bundle=Value(lead.bundle or lead.key))
        return [Parcel(token, now, together)]
    own = Case(When(bundle="", then=F("key")), default=F("bundle"))
    token, posts = _take(_posts(lead, ready, room, now), now, bundle=own)
    return [Parcel(token, now, (post,)) for post in posts]


def _take(chosen: list[Delivery], now: datetime, *, bundle: Case | Value) -> tuple[str, tuple[Delivery, ...]]:
    """Lease them for one token; handed back with it, and with all that is needed to write and send them."""
    token = uuid.uuid4().hex
    taken = Delivery.objects.filter(pk__in=[delivery.pk for delivery in chosen])
    taken.update(lease_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1, bundle=bundle)
    whole = taken.select_related(
        "notice__recipient", "notice__handoff__ticket", "notice__handoff__to_team", "channel", "endpoint"
    )
    return token, tuple(whole.order_by("pk"))


@transaction.atomic
def renew(parcels: Iterable[Parcel]) -> None:
    """Keep what is still on its way for its sender, unless it takes far too long."""
    now = database_clock.now()
    tokens = [parcel.token for parcel in parcels if now - parcel.claimed_at < LONGEST]
    held = Delivery.objects.unfinished().filter(lease_token__in=tokens).order_by("pk").select_for_update()
    ids = list(held.values_list("pk", flat=True)) if tokens else []
    Delivery.objects.filter(pk__in=ids).update(lease_until=now + LEASE)


def _unlocked(deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
    """Without those that somebody else takes, or cancels, at this moment."""
    return deliveries.select_for_update(skip_locked=True, of=("self",))


def _has_to_wait(now: datetime) -> Q:
    """What goes to a person goes one by one, and not too often, so that a storm goes out together.

    A program is posted to several times at once, and one that fails one by one: what it keeps waiting is one sender.
    What is urgent waits for nothing but what is urgent too.
    """
    same = Delivery.objects.filter(target=OuterRef("target"))
    waits, is_program = Q(), Q(medium=Medium.WEBHOOK)
    for urgent, others in ((True, same.filter(is_urgent=True)), (False, same)):
        under_way = others.under_way(now)
        is_at_it, is_full = Q(Exists(under_way)), Q(Exists(under_way[POSTS_AT_ONCE - 1 : POSTS_AT_ONCE]))
        pauses = Q(Exists(others.filter(sent_at__gt=now - retrying.gap(urgent=urgent))))
        one_by_one = is_at_it & Q(Exists(same.tried_in_vain())) & ~Q(Exists(_answered(same, now)))
        waits |= Q(is_urgent=urgent) & ((is_program & (is_full | one_by_one)) | (~is_program & (is_at_it | pauses)))
    return waits


def _posts(lead: Delivery, ready: DeliveryQuerySet, room: int, now: datetime) -> list[Delivery]:
    """What a program may be posted together with what is next for it, each in a message of its own."""
    same = Delivery.objects.filter(target=lead.target)
    if same.tried_in_vain().exists() and not _answered(same, now).exists():
        return [lead]
    under_way = same.filter(is_urgent=True) if lead.is_urgent else same
    most = max(1, min(room, POSTS_AT_ONCE - under_way.under_way(now).count()))
    alike = ready.filter(target=lead.target, is_urgent=lead.is_urgent)
    return list(_unlocked(alike.urgent_first())[:most]) or [lead]


def _answered(deliveries: DeliveryQuerySet, now: datetime) -> DeliveryQuerySet:
    """What the program took a moment ago: what it did not take is then no reason to be careful with it."""
    return deliveries.filter(sent_at__gt=now - SOUND_FOR)


def _together(lead: Delivery, now: datetime) -> list[Delivery]:
    """What goes out in one message with it: what did at its last try, else all that waits for the same person."""
    if lead.bundle:
        return list(_unlocked(Delivery.objects.unfinished().filter(bundle=lead.bundle)).order_by("pk"))
    waiting = Delivery.objects.due(now).filter(target=lead.target, bundle="").order_by("pk")
    found = list(_unlocked(waiting)[:MOST_IN_ONE])
    return found if len(found) >= retrying.BUNDLED_FROM and lead in found else [lead]
