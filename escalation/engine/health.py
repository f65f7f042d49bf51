"""Whether deadlines are being enforced at this moment, told from rows: a process that only looks alive shows here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from escalation import clocks
from escalation.engine import climbing, lease
from escalation.models import Canary, Clock, Delivery

STALLED_AFTER = timedelta(seconds=75)  # the canary sings every 60: a standstill shows within 90
LATE_AFTER = timedelta(seconds=15)  # no act holds a ticket's lock for as long
UNTOLD_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Health:
    """How the enforcement of deadlines stands; `complaints` is empty while it stands well."""

    watched: bool
    canary_recorded_at: datetime | None
    complaints: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        return not self.complaints


def check(now: datetime) -> Health:
    """Look at what is due and was not done. Five short queries."""
    watched = lease.is_watched(now)
    canary = Canary.objects.values_list("recorded_at", flat=True).first()
    found: list[str] = []
    if canary is None or canary < now - STALLED_AFTER:
        found.append("Deadlines have not been checked for more than a minute.")
    if _is_older(clocks.next_due(), LATE_AFTER, now):
        found.append("A deadline has run out and was not recorded.")
    if _is_older(climbing.next_due(), UNTOLD_AFTER, now):
        found.append("A step of a policy is due and was not taken.")
    if _is_older(oldest_untold(), UNTOLD_AFTER, now):
        found.append("A missed deadline is on record, and nobody was told of it.")
    if _is_older(oldest_unsent(now, urgent=True), UNTOLD_AFTER, now):
        found.append("A page is due to be sent and was not.")
    return Health(watched, canary, tuple(found))


def oldest_untold() -> datetime | None:
    """When the oldest breach was recorded that nobody was told of."""
    untold = Clock.objects.breached().filter(followed_at__isnull=True).order_by("recorded_at", "pk")
    return untold.values_list("recorded_at", flat=True).first()


def oldest_unsent(now: datetime, *, urgent: bool = False) -> datetime | None:
    """Since when the oldest delivery may be sent, and is not; with `urgent`, the oldest page."""
    due = Delivery.objects.due(now).filter(is_urgent=True) if urgent else Delivery.objects.due(now)
    oldest: datetime | None = due.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    return oldest


def _is_older(at: datetime | None, than: timedelta, now: datetime) -> bool:
    return at is not None and at < now - than
