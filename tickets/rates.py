"""How often something may be tried: counted in the cache, so that nobody tries by the thousand."""

import hashlib

from django.core.cache import cache

MINUTE = 60  # seconds


def is_within(what: str, *, most: int) -> bool:
    """Count one more try of this in this minute, and say whether that is allowed."""
    key = "rate:" + hashlib.sha256(what.encode()).hexdigest()
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ended between the two
        return True
