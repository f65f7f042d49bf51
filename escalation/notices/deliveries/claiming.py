"""Taking a message's worth of deliveries, so that no other sender sends them meanwhile."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from escalation import database_clock
from escalation.models import Delivery, Medium
from escalation.models.delivery import DeliveryQuerySet
from escalation.notices import retrying
from escalation.notices.deliveries import ready
from tickets.compiled import any_of, compiled

# Renewed while its sender is at it: short, so that a killed one does not keep the next message waiting.
LEASE = timedelta(seconds=10)
LONGEST = timedelta(minutes=1)  # what takes longer is another sender's to try
MOST_IN_ONE = 500


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
    times = ready.Times.at(database_clock.now())
    # Looked at first without a transaction: in SQLite one keeps all other writers waiting.
    return _claim_next(times, room, urgent_only) if ready.lead(times, urgent_only=urgent_only) else []


@transaction.atomic
def _claim_next(times: ready.Times, room: int, urgent_only: bool) -> list[Parcel]:
    now, lead = times.now, ready.lead(times, urgent_only=urgent_only, lock=True)
    if lead is None:
        return []
    if lead.medium != Medium.WEBHOOK:
        token, together = _take(_together(lead, now), now, bundle=Value(lead.bundle or lead.key))
        return [Parcel(token, now, together)]
    own = Case(When(bundle="", then=F("key")), default=F("bundle"))
    token, posts = _take(ready.posts(lead, times, room), now, bundle=own)
    return [Parcel(token, now, (post,)) for post in posts]


def _take(chosen: list[Delivery], now: datetime, *, bundle: Case | Value) -> tuple[str, tuple[Delivery, ...]]:
    """Lease them for one token; handed back with it, and with all that is needed to write and send them."""
    token, numbers = uuid.uuid4().hex, [delivery.pk for delivery in chosen]
    Delivery.objects.filter(any_of("pk", numbers)).update(
        lease_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1, bundle=bundle
    )
    return token, tuple(_whole(numbers=numbers))


@compiled
def _whole(*, numbers: list[int]) -> QuerySet[Delivery, Delivery]:
    whole = Delivery.objects.filter(any_of("pk", numbers)).select_related(
        "notice__recipient", "notice__handoff__ticket", "notice__handoff__to_team", "channel", "endpoint"
    )
    return whole.order_by("pk")


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


def _together(lead: Delivery, now: datetime) -> list[Delivery]:
    """What goes out in one message with it: what did at its last try, else all that waits for the same person."""
    if lead.bundle:
        return list(_unlocked(Delivery.objects.unfinished().filter(bundle=lead.bundle)).order_by("pk"))
    waiting = Delivery.objects.due(now).filter(target=lead.target, bundle="").order_by("pk")
    found = list(_unlocked(waiting)[:MOST_IN_ONE])
    return found if len(found) >= retrying.BUNDLED_FROM and lead in found else [lead]
