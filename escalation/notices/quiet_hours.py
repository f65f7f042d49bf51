"""Hours in which an agent does not want to be disturbed: what is not urgent is held until their end."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def held_until(at: datetime, *, quiet_from: time, quiet_until: time, zone: str) -> datetime:
    """When something may be sent that came up at `at`: at once, or at the end of the quiet hours that `at` lies in.

    They begin and end by the clock on her wall, overnight where the end is before the beginning. Equal times mean no
    quiet hours.
    """
    local = at.astimezone(ZoneInfo(zone))
    if not _is_within(local.time(), quiet_from, quiet_until):
        return at
    day = local.date() if local.time() < quiet_until else local.date() + timedelta(days=1)
    ends_at = datetime.combine(day, quiet_until, tzinfo=ZoneInfo(zone))
    # Where the clocks are set back over the end, the first of its two readings may be past already.
    return max(at, ends_at.astimezone(at.tzinfo))


def _is_within(now: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= now < end
    return now >= start or now < end
