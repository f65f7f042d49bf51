"""Taking a message's worth of deliveries, so that no other sender sends them meanwhile."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from escalation import database_clock
from escalation.models import Delivery, Medium
from escalation.models.delivery import DeliveryQuerySet
from escalation.notices import retrying

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


def claim(*, urgent_only: bool) -> Parcel | None:
    """Take what should go out next; None where there is nothing."""
    now = database_clock.now()
    due = Delivery.objects.due(now).filter(Q(is_urgent=True) if urgent_only else Q())
    ready = due.exclude(_has_to_wait(now))
    # Looked at first without a transaction: in SQLite one keeps all other writers waiting.
    return _claim_first(ready, now) if ready.exists() else None


@transaction.atomic
def _claim_first(ready: DeliveryQuerySet, now: datetime) -> Parcel | None:
    lead = _unlocked(ready.urgent_first()).first()
    if lead is None:
        return None
    ids = [delivery.pk for delivery in _together(lead, now)]
    token = uuid.uuid4().hex
    taken = Delivery.objects.filter(pk__in=ids)
    taken.update(lease_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1, bundle=lead.bundle or lead.key)
    whole = taken.select_related(
        "notice__recipient", "notice__handoff__ticket", "notice__handoff__to_team", "channel", "endpoint"
    )
    return Parcel(token, now, tuple(whole.order_by("pk")))


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
    """What goes to one target goes one by one; and to a person not too often, so that a storm goes out together.

    What is urgent waits for nothing but what is urgent too.
    """
    same = Delivery.objects.filter(target=OuterRef("target"))
    pauses, is_at_it = Q(), Q()
    for urgent, others in ((True, same.filter(is_urgent=True)), (False, same)):
        recent = others.filter(sent_at__gt=now - retrying.gap(urgent=urgent))
        pauses |= Q(Exists(recent), is_urgent=urgent)
        is_at_it |= Q(Exists(others.unfinished().filter(lease_until__gt=now)), is_urgent=urgent)
    return is_at_it | (pauses & ~Q(medium=Medium.WEBHOOK))


def _together(lead: Delivery, now: datetime) -> list[Delivery]:
    """What goes out in one message with it: what did at its last try, else all that waits for the same person."""
    if lead.bundle:
        return list(_unlocked(Delivery.objects.unfinished().filter(bundle=lead.bundle)).order_by("pk"))
    if lead.medium == Medium.WEBHOOK:
        return [lead]
    waiting = Delivery.objects.due(now).filter(target=lead.target, bundle="").order_by("pk")
    found = list(_unlocked(waiting)[:MOST_IN_ONE])
    return found if len(found) >= retrying.BUNDLED_FROM and lead in found else [lead]
