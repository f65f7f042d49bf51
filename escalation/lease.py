"""Who watches the deadlines: one lease row, so that many may try and one does.

Judged by the database's clock. A watcher that dies stops renewing, and two seconds later anybody may take over.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from escalation.models import WatcherLease

NAME = "deadlines"
LASTS = timedelta(seconds=2)


def take(holder: str, *, now: datetime) -> bool:
    """Take the lease if it is free, or renew one's own; False while another watcher holds it."""
    free = Q(expires_at__lte=now) | Q(held_by=holder)
    return bool(WatcherLease.objects.filter(free, name=NAME).update(held_by=holder, expires_at=now + LASTS))


def hand_on(holder: str, *, to: str, now: datetime) -> bool:
    """Keep the lease for a named successor, who has as long to appear as a lease lasts; False if it was lost."""
    mine = WatcherLease.objects.filter(name=NAME, held_by=holder)
    return bool(mine.update(held_by=to, expires_at=now + LASTS))


def release(holder: str, *, now: datetime) -> None:
    """Free one's own lease at once."""
    WatcherLease.objects.filter(name=NAME, held_by=holder).update(held_by="", expires_at=now)


def is_watched(now: datetime) -> bool:
    """Whether somebody watches the deadlines at this moment."""
    return WatcherLease.objects.filter(name=NAME, expires_at__gt=now).exists()
