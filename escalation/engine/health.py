"""Whether deadlines are being enforced at this moment, told from rows: a process that only looks alive shows here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from escalation import clocks
from escalation.engine import canary, climbing, lease
from escalation.models import Canary, Clock, Delivery

STALLED_AFTER = timedelta(seconds=75)  # canaries sing every 60: a standstill shows within 90
LATE_AFTER = timedelta(seconds=15)  # no act holds a ticket's lock for as long
UNTOLD_AFTER = timedelta(seconds=75)  # a storm of thousands may take as long, and no more

UNWATCHED = "Deadlines are not being watched."
UNTOLD = "Nobody is being told of missed deadlines."
UNSENT = "Pages are not being sent."


@dataclass(frozen=True)
class Complaint:
    """What is wrong, in a heading for everybody and in a sentence for whoever runs Baton."""

    heading: str
    text: str


@dataclass(frozen=True)
class Health:
    """How the enforcement of deadlines stands; nothing is found while it stands well, the worst first otherwise."""

    watched: bool
    canary_recorded_at: datetime | None
    found: tuple[Complaint, ...]

    @property
    def is_well(self) -> bool:
        return not self.found

    @property
    def heading(self) -> str:
        return self.found[0].heading if self.found else ""

    @property
    def complaints(self) -> tuple[str, ...]:
        return tuple(complaint.text for complaint in self.found)


def check(now: datetime) -> Health:
    """Look at what is due and was not done. Six short queries."""
    watched = lease.is_watched(now)
    sang_at = dict(Canary.objects.values_list("name", "recorded_at"))
    recorded_at = sang_at.get(canary.RECORDING)
    return Health(watched, recorded_at, tuple(_complaints(recorded_at, sang_at.get(canary.TELLING), now)))


def _complaints(recorded_at: datetime | None, told_at: datetime | None, now: datetime) -> Iterator[Complaint]:
    if _has_stalled(recorded_at, now):
        yield Complaint(UNWATCHED, "Deadlines have not been checked for more than a minute.")
    elif _has_stalled(told_at, now):
        yield Complaint(UNTOLD, "Nothing has been looked at that follows a missed deadline for more than a minute.")
    if _is_older(clocks.next_due(), LATE_AFTER, now):
        yield Complaint(UNWATCHED, "A deadline has run out and was not recorded.")
    if _is_older(climbing.next_due(), UNTOLD_AFTER, now):
        yield Complaint(UNTOLD, "A step of a policy is due and was not taken.")
    if _is_older(oldest_untold(), UNTOLD_AFTER, now):
        yield Complaint(UNTOLD, "A missed deadline is on record, and nobody was told of it.")
    if _is_older(oldest_unsent(now, urgent=True), UNTOLD_AFTER, now):
        yield Complaint(UNSENT, "A page is due to be sent and was not.")


def _has_stalled(sang_at: datetime | None, now: datetime) -> bool:
    return sang_at is None or sang_at < now - STALLED_AFTER


def oldest_untold() -> datetime | None:
    """When the oldest breach was recorded that nobody was told of."""
    untold = Clock.objects.breached().filter(followed_at__isnull=True).order_by("recorded_at", "pk")
    return untold.values_list("recorded_at", flat=True).first()


def oldest_unsent(now: datetime, *, urgent: bool = False) -> datetime | None:
    """Since when the oldest delivery may be sent, and is not.

    With `urgent` the oldest page, and not one that waits behind others because where it goes takes nothing: that is no
    standstill of Baton's, and Deliveries says it.
    """
    due = Delivery.objects.due(now)
    if urgent:
        due = due.filter(is_urgent=True).not_behind_failures(now - UNTOLD_AFTER)
    oldest: datetime | None = due.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    return oldest


def _is_older(at: datetime | None, than: timedelta, now: datetime) -> bool:
    return at is not None and at < now - than
