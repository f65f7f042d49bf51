"""When what could not be delivered is tried again, and what goes out together: rules without a database."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# The waits between tries; after the last one it is given up.
PATIENT = (timedelta(seconds=5), 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24)))
# What must be acted on now is of little use tomorrow.
URGENT = (timedelta(seconds=5), timedelta(seconds=15), *(n * MINUTE for n in (1, 1, 2, 5, 10, 20, 40, 60, 120)))
JITTER = 0.2  # of each wait, so that what failed together does not come back together
LONGEST_ASKED = 24 * HOUR  # a target may ask to be left alone, and for no longer

BUNDLED_FROM = 3  # so many for one person become one message
GAP = timedelta(minutes=1)  # between two messages to one person; what comes up meanwhile goes out together
URGENT_GAP = timedelta(seconds=10)


def retry_at(
    attempts: int, *, now: datetime, key: str, urgent: bool, asked: timedelta | None = None
) -> datetime | None:
    """When to try again after so many tries that failed; None when it is to be given up.

    `asked` is how long the target asked to wait, which may lengthen a wait and never shortens one.
    """
    waits = URGENT if urgent else PATIENT
    if attempts > len(waits):
        return None
    wait = waits[max(attempts, 1) - 1] * (1 + JITTER * _share(f"{key} {attempts}"))
    return now + max(wait, min(asked or timedelta(0), LONGEST_ASKED))


def _share(text: str) -> float:
    """Between 0 and 1, the same for the same text: a retry is predictable, and yet spread."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") / 2**32


def gap(*, urgent: bool) -> timedelta:
    """How long after a message to a person the next one may go out."""
    return URGENT_GAP if urgent else GAP


def headline(kinds: Sequence[str]) -> str:
    """What a message says that carries several notices, most frequent first: `A deadline was missed (17)`."""
    return ", ".join(f"{kind} ({count})" for kind, count in Counter(kinds).most_common())
