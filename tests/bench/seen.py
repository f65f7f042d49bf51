"""Looking at deadlines from outside: when another connection first sees what became of them."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from escalation import database_clock
from escalation.models import Clock
from escalation.models.clock import ClockQuerySet
from tickets.compiled import any_of

LOOK_EVERY = 0.01  # seconds between two looks: the error of each figure
AT_A_TIME = 500  # clocks that a look asks for


def seconds_late(
    clocks: list[Clock], seen_as: Callable[[ClockQuerySet], ClockQuerySet], look_every: float = LOOK_EVERY
) -> list[float]:
    """Look until all of them are seen so, and say how long after its time each was first."""
    due_at = {clock.pk: clock.due_at for clock in clocks}
    lags: list[float] = []
    pause = (min(due_at.values()) - database_clock.now()).total_seconds()
    time.sleep(max(0.0, pause))
    now = database_clock.now()
    while due_at:
        time.sleep(look_every)
        # No others: looking for what cannot be there yet costs what is measured its processor.
        past = [pk for pk, due in due_at.items() if due <= now + timedelta(seconds=2 * look_every)]
        next_ones = Clock.objects.filter(any_of("pk", past[:AT_A_TIME]))
        seen = list(seen_as(next_ones).values_list("pk", flat=True))
        now = database_clock.now()
        lags += [(now - due_at.pop(pk)).total_seconds() for pk in seen]
    return lags


def on_own_connection(act: Callable[[], list[float]]) -> list[float]:
    """Do it in a thread, and leave no connection open behind it."""
    try:
        return act()
    finally:
        connection.close()
