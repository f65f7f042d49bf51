"""A deadline that falls due every minute and is nobody's: it shows that deadlines are being recorded, and how soon."""

from datetime import datetime, timedelta

from escalation.models import Canary

RECORDING = "deadlines"
# The same for what comes after: its deadline is recorded while whoever tells gets round.
TELLING = "telling"
EVERY = timedelta(minutes=1)


def record(now: datetime, *, name: str = RECORDING) -> bool:
    """Record the canary's deadline if it has run out; the next one is due a minute after it.

    After a standstill it is due now: what counts as its lag is this minute's, not that of the standstill.
    """
    due = Canary.objects.filter(name=name, due_at__lt=now - EVERY).values_list("due_at", flat=True).first()
    if due is None:
        return Canary.objects.get_or_create(name=name, defaults={"due_at": now, "recorded_at": now})[1]
    due_at = due + EVERY if now < due + 2 * EVERY else now
    # Conditional, so that of two watchers at the moment of a change one records it.
    return bool(Canary.objects.filter(name=name, due_at=due).update(due_at=due_at, recorded_at=now))
