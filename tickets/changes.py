"""Word to open pages that what they show has changed: after commit, best effort, and never waited for.

A signal says where to look and nothing of what is there: `team:7` (who holds what, and what waits for that team),
`inbox:7` (anything in its inbox), `shift:7` (what is said at its shift changes), `agent:3` (her notices and her work),
`ticket:12`, `here:12` (who looks at it). A page that hears it asks again under its own reader's rights. `rights:3` (her
teams, her role, her session) and `moved:12` (that ticket, to another team) are for streams: those whom it concerns ask
anew what they may hear. Rows hold everything, so a signal that is lost costs a page no more than the time until it asks
by itself.

Topics that changed together are one message. Each bears a mark of its own, and Redis hands all of them to everybody in
one order: so whoever names the last one that she has seen can be told what came after.
"""

import logging
import secrets
import threading
import time
from collections.abc import Iterable
from functools import cache, partial

import redis
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

from tickets.models import Ticket

logger = logging.getLogger(__name__)

EVERYTHING = "*"  # signals were lost, and nobody knows which: every page asks again
GIVE_UP_AFTER = 0.25  # seconds that one request may wait for Redis
QUIET_AFTER_FAILURE = 2.0  # seconds in which nobody else waits for it


def announce(*topics: str) -> None:
    """Tell the pages that show these, once the transaction is committed; never raises, and waits for nobody long."""
    if topics:
        transaction.on_commit(partial(_publish, topics))


def of_ticket(ticket: Ticket) -> set[str]:
    """The topics of all lists and pages that show who holds a ticket and how it stands."""
    return {f"team:{ticket.team_id}", *of_thread(ticket)}


def of_thread(ticket: Ticket) -> set[str]:
    """The topics of those that show what was said last."""
    topics = {f"ticket:{ticket.pk}", f"inbox:{ticket.team_id}"}
    return topics | {f"agent:{ticket.holder_id}"} if ticket.holder_id else topics


def message_of(topics: Iterable[str]) -> str:
    """What is published: a mark that no other message has, and the topics."""
    return " ".join([f"#{secrets.token_hex(8)}", *sorted(topics)])


def read(message: str) -> tuple[str, list[str]]:
    """The mark of a message, empty where it has none, and its topics."""
    words = message.split()
    return (words[0], words[1:]) if message.startswith("#") else ("", words)


def channel() -> str:
    """Where signals are published; Redis databases share their channels, so a prefix tells installations apart."""
    return f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}baton:changes"


class Publisher:
    """A process's way to Redis. One request at most waits for a Redis that hangs, the others go on at once."""

    def __init__(self, url: str, channel: str) -> None:
        # A kept connection may have been cut: one more try, on a new one. What takes too long is not tried again.
        retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        self._client = redis.Redis.from_url(
            url, socket_timeout=GIVE_UP_AFTER, socket_connect_timeout=GIVE_UP_AFTER, retry=retry
        )
        self._channel = channel
        self._lock = threading.Lock()
        self._quiet_until = 0.0
        self._has_lost = False

    def publish(self, topics: set[str]) -> None:
        """Send one short message; after a loss it says that anything may have changed."""
        if not self._may_try():
            return
        try:
            self._client.publish(self._channel, message_of(topics | ({EVERYTHING} if self._has_lost else set())))
        except (redis.RedisError, OSError) as error:
            self._failed(error)
        else:
            self._succeeded()

    def _may_try(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._quiet_until:
                return False
            if self._has_lost:
                self._quiet_until = now + QUIET_AFTER_FAILURE  # this one tries; nobody else waits meanwhile
            return True

    def _failed(self, error: Exception) -> None:
        with self._lock:
            if not self._has_lost:
                logger.warning("Redis does not answer (%s): open pages learn of changes when they next ask.", error)
            self._has_lost, self._quiet_until = True, time.monotonic() + QUIET_AFTER_FAILURE

    def _succeeded(self) -> None:
        with self._lock:
            if self._has_lost:
                logger.warning("Redis answers again: open pages are told of changes.")
            self._has_lost, self._quiet_until = False, 0.0


def _publish(topics: tuple[str, ...]) -> None:
    _publisher(settings.REDIS_URL, channel()).publish(set(topics))


# Kept for each address: a process has one, made when it first has something to say.
_publisher = cache(Publisher)
