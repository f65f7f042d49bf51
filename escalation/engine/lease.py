"""Who watches the deadlines: one lease row, so that many may try and one does.

Judged by the database's clock. A watcher that dies stops renewing, and two seconds later anybody may take over.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from escalation.models import WatcherLease

NAME = "deadlines"
LASTS = timedelta(seconds=2)


def take(holder: str, *, now: datetime, relieves: str = "") -> bool:
    """Take the lease if it is free, renew one's own, or relieve the watcher who asked for it.

    False while another watcher holds it.
    """
    free = Q(expires_at__lte=now) | Q(held_by__in=[holder, relieves] if relieves else [holder])
    taken = WatcherLease.objects.filter(free, name=NAME).update(held_by=holder, expires_at=now + LASTS)
    return bool(taken) or _take_first(holder, now)


def _take_first(holder: str, now: datetime) -> bool:
    """A row that somebody removed must not end all watching."""
    first = {"held_by": holder, "expires_at": now + LASTS}
    return WatcherLease.objects.get_or_create(name=NAME, defaults=first)[1]


def release(holder: str, *, now: datetime) -> None:
    """Free one's own lease at once."""
    WatcherLease.objects.filter(name=NAME, held_by=holder).update(held_by="", expires_at=now)


def is_watched(now: datetime | Now) -> bool:
    """Whether somebody watches the deadlines at this moment, which may be the database's own `Now()`."""
    return WatcherLease.objects.filter(name=NAME, expires_at__gt=now).exists()
