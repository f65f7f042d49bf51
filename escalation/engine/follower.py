"""What comes after recording: breaches told, policies climbed, shifts changed, talks led on.

It runs in a thread beside the one that records. It takes as long as it takes, and delays no verdict: while more
deadlines have run out than one look records, it waits.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import partial

from django.db import connection

from escalation import database_clock, patience
from escalation.engine import breaches, climbing
from escalation.shift_change import ending, starting
from escalation.warm import following

logger = logging.getLogger(__name__)

AT_ONCE = 4  # breaches, and steps, between two looks at whether recording is behind
LOOK_EVERY = 0.25  # seconds: a step of a policy is noticed within this
AFTER_ERROR = 0.5  # seconds
LONGEST_LOCK_WAIT = 2  # seconds
BETWEEN_SQLITE_WRITES = 0.02  # seconds: SQLite has one writer at a time, and those who wait for it only poll


@dataclass(frozen=True)
class Taken:
    """What was done since it was last asked for."""

    followed: int = 0  # breaches told
    climbed: int = 0  # steps of policies
    shifts: int = 0  # shift changes begun or closed
    talks: int = 0  # asks that nobody answered
    failures: int = 0  # of one of these four as a whole

    def __bool__(self) -> bool:
        return bool(self.followed or self.climbed or self.shifts or self.talks)

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def follow_up(now: datetime) -> Taken:
    """Follow a few breaches that are on record, take a few steps that are due, let shifts change and talks go on."""
    return sum(
        (
            _or_failure("followed", partial(breaches.follow_some, now, limit=AT_ONCE)),
            _or_failure("climbed", partial(_climb, now)),
            _or_failure("talks", partial(_lead_talks_on, now)),
            _or_failure("shifts", partial(_change_shifts, now)),
        ),
        start=Taken(),
    )


def _or_failure(what: str, act: Callable[[], int]) -> Taken:
    """What the act counts; one that fails as a whole is logged, and keeps none of the others from their turn.

    Raises what the act raised where the database itself is gone.
    """
    try:
        return Taken(**{what: act()})
    except Exception:
        if not connection.is_usable():
            raise
        logger.exception("Following up (%s) was interrupted; trying again", what)
        return Taken(failures=1)


def _climb(now: datetime) -> int:
    due_at = climbing.next_due()
    return climbing.climb_some(now, limit=AT_ONCE) if due_at and due_at <= now else 0


def _lead_talks_on(now: datetime) -> int:
    due_at = following.next_due()
    return following.follow_due(now, limit=AT_ONCE) if due_at and due_at <= now else 0


def _change_shifts(now: datetime) -> int:
    """Close the shift changes whose window has ended, and begin those that have come due."""
    ends_at, look_at = ending.next_end(), starting.next_look_at()
    closed = ending.close_due(now, limit=AT_ONCE) if ends_at and ends_at <= now else 0
    return closed + (starting.start_due(now) if look_at and look_at <= now else 0)


class Follower:
    """A thread that follows up for as long as its owner watches."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._woken = threading.Event()
        self._may_work = threading.Event()
        self._got_round = threading.Event()
        self._counting = threading.Lock()
        self._taken = Taken()
        self._thread: threading.Thread | None = None
        self._limited: object = None

    @property
    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin, unless it is at it; its owner asks again and again, so that one that ended is replaced."""
        if not self.is_alive:
            self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the breach in hand."""
        self._ending.set()
        self._may_work.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def go_on(self, *, has_more: bool) -> None:
        """Recording is up to date; with `has_more` there is something new to follow."""
        self._may_work.set()
        if has_more:
            self._woken.set()

    def hold_back(self) -> None:
        """Recording is behind and needs the processor for itself."""
        self._may_work.clear()

    def taken(self) -> Taken:
        """What was done since this was last asked."""
        with self._counting:
            taken, self._taken = self._taken, Taken()
        return taken

    def got_round(self) -> bool:
        """Whether it looked at everything since this was last asked: that it lives proves nothing."""
        got_round = self._got_round.is_set()
        self._got_round.clear()
        return got_round

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                self._work()
        finally:
            connection.close()

    def _work(self) -> None:
        self._may_work.wait(LOOK_EVERY)
        if not self._may_work.is_set() or self._ending.is_set():
            return
        self._woken.clear()
        try:
            with patience.answers_within(patience.OF_ENGINE):
                self._limit_waits()
                taken = follow_up(database_clock.now())
        except Exception:
            # Nobody else tells: this must not end, whatever it was.
            logger.exception("Telling and climbing were interrupted; trying again")
            self._begin_anew()
            return
        self._got_round.set()
        with self._counting:
            self._taken += taken
        if taken.failures:
            self._begin_anew()
        elif not taken:
            self._woken.wait(LOOK_EVERY)

    def _begin_anew(self) -> None:
        """On another connection: this one may be to a database that takes no writes any more."""
        connection.close()
        self._ending.wait(AFTER_ERROR)

    def _limit_waits(self) -> None:
        """Whoever keeps a row locked for long has what is about it put off, and nothing else.

        Asked for once on each connection; SQLite has no locks on rows.
        """
        if connection.vendor != "postgresql":
            return
        connection.ensure_connection()
        if connection.connection is not self._limited:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LONGEST_LOCK_WAIT}s"])
            self._limited = connection.connection
