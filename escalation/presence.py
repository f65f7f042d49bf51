"""Who looks at a ticket and who writes on it at this moment: kept in Redis for a minute, and nowhere else.

Nothing depends on it. Where Redis is away nobody is shown, and pages are as they were without it.
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from tickets import changes
from tickets.models import Agent

logger = logging.getLogger(__name__)

VIEWS_FOR = 60  # seconds since somebody's page last said that it is open
WRITES_FOR = 45  # seconds since it last said that she writes
GIVE_UP_AFTER = 0.15  # seconds that a page may wait for Redis because of this
WINDOW_LIMIT = 16  # characters of its name
QUIET_AFTER_FAILURE = 15.0  # seconds in which nobody asks it again
VIEWING, WRITING = "v", "w"


@dataclass(frozen=True, order=True)
class Here:
    """Somebody at a ticket; whoever writes comes first."""

    is_idle: bool  # looks, and does not write
    name: str
    agent_id: int

    @property
    def is_writing(self) -> bool:
        return not self.is_idle


def note(ticket_id: int, *, agent: Agent, is_writing: bool, at: datetime, window: str = "") -> list[Here]:
    """Say that somebody looks at a ticket, or writes; returns who else does. Who looks at it is told of a change.

    `window` is which of hers, where she may have several: she is there while one of them is.
    """
    now = at.timestamp()
    stamp = f"{now:.0f} {agent.name}"
    viewing, writing = _fields(agent, window)
    fields = {viewing: stamp} | ({writing: stamp} if is_writing else {})
    return _note(ticket_id, fields, () if is_writing else (writing,), agent=agent, now=now)


def leave(ticket_id: int, *, agent: Agent, at: datetime, window: str = "") -> None:
    """Say that somebody has closed a window on the ticket."""
    _note(ticket_id, {}, _fields(agent, window), agent=agent, now=at.timestamp())


def _fields(agent: Agent, window: str) -> tuple[str, str]:
    """What is kept under for one window of hers: that it looks, and that she writes there."""
    whose = f"{agent.pk} {window[:WINDOW_LIMIT]}"
    return f"{VIEWING}{whose}", f"{WRITING}{whose}"


def others_at(ticket_ids: Iterable[int], *, reader: Agent, at: datetime) -> dict[int, list[Here]]:
    """Who else is at each of these tickets, those with nobody left out: one question to Redis for all."""
    wanted = list(ticket_ids)
    found = _board().ask([("HGETALL", _key(ticket)) for ticket in wanted]) if wanted else None
    there = {
        ticket: _others(_here(fields, at.timestamp()), reader)
        for ticket, fields in zip(wanted, found or [], strict=False)
    }
    return {ticket: people for ticket, people in there.items() if people}


def words_for(ticket_ids: Iterable[int], *, reader: Agent, at: datetime) -> dict[int, str]:
    """What a list says of these tickets."""
    return {ticket: in_words(people) for ticket, people in others_at(ticket_ids, reader=reader, at=at).items()}


def in_words(people: list[Here]) -> str:
    """What a list says of a ticket.

    >>> in_words([Here(False, "Ana", 1), Here(True, "Ben", 2)]), in_words([Here(True, "Ana", 1), Here(True, "Ben", 2)])
    ('Ana is writing', 'Ana and 1 more are here')
    """
    first, *more = people
    if first.is_writing:
        return f"{first.name} is writing"
    return f"{first.name} and {len(more)} more are here" if more else f"{first.name} is here"


def _note(ticket_id: int, fields: Mapping[str, str], gone: Iterable[str], *, agent: Agent, now: float) -> list[Here]:
    key = _key(ticket_id)
    commands: list[tuple[Any, ...]] = [("HGETALL", key)]
    commands += [("HSET", key, name, value) for name, value in fields.items()]
    commands += [("HDEL", key, *gone)] if gone else []
    answers = _board().ask([*commands, ("EXPIRE", key, VIEWS_FOR), ("HGETALL", key)])
    if answers is None:
        return []
    before, after = _here(answers[0], now), _here(answers[-1], now)
    if stale := [field for field, value in answers[-1].items() if _age(value, now) >= VIEWS_FOR]:
        _board().ask([("HDEL", key, *stale)])  # windows that went without a word
    if before != after:
        changes.announce(f"here:{ticket_id}")
    return _others(after, agent)


def _here(fields: Mapping[bytes, bytes], now: float) -> list[Here]:
    """Who is there, from what Redis keeps: a time and a name for each."""
    names: dict[int, str] = {}
    writing: set[int] = set()
    for field, value in fields.items():
        kind, agent_id = field[:1].decode(), int(field[1:].partition(b" ")[0])
        name = value.decode().partition(" ")[2]
        if _age(value, now) < (WRITES_FOR if kind == WRITING else VIEWS_FOR):
            names[agent_id] = name
            writing |= {agent_id} if kind == WRITING else set()
    return sorted(Here(agent_id not in writing, name, agent_id) for agent_id, name in names.items())


def _age(value: bytes, now: float) -> float:
    """Seconds since it was said."""
    return now - float(value.partition(b" ")[0])


def _others(people: list[Here], reader: Agent) -> list[Here]:
    return [here for here in people if here.agent_id != reader.pk]


def _key(ticket_id: int) -> str:
    return f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}baton:here:{ticket_id}"


class Board:
    """A process's way to Redis for what may be missed: short waits, and a pause after each failure."""

    def __init__(self, url: str) -> None:
        retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))  # a kept connection may have been cut
        self._client = redis.Redis.from_url(
            url, socket_timeout=GIVE_UP_AFTER, socket_connect_timeout=GIVE_UP_AFTER, retry=retry
        )
        self._lock = threading.Lock()
        self._quiet_until = 0.0

    def ask(self, commands: Iterable[tuple[Any, ...]]) -> list[Any] | None:
        """All answers, in one journey; None where there is no Redis to ask."""
        if time.monotonic() < self._quiet_until:
            return None
        pipeline: Any = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        try:
            return list(pipeline.execute())
        except (redis.RedisError, OSError) as error:
            with self._lock:
                self._quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
            logger.info("Who is at which ticket is not shown: Redis does not answer (%s).", error)
            return None


def _board() -> Board:
    return _board_at(settings.REDIS_URL)


_board_at = cache(Board)
