"""The one subscription of a process: hears what has changed, and hands each signal to the streams that may hear it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from config.streaming.listener import Listener
from config.streaming.recent import Recent
from tickets import changes
from tickets.changes import EVERYTHING

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER = 1.0  # seconds after Redis was lost
ASK_AFTER = 3.0  # seconds of silence after which Redis is asked whether it is there
ANSWER_WITHIN = 2.0  # seconds that it has to say so
DOUBTS = {"rights", "moved"}  # what these say is no news for a page: its stream asks anew what it may hear


class Hub:
    """The open streams of a process, and the subscription that feeds them."""

    def __init__(self, url: str, channel: str) -> None:
        self._url, self._channel = url, channel
        self._hears: dict[str, set[Listener]] = defaultdict(set)
        self._listeners: set[Listener] = set()
        self._recent = Recent()
        self._is_hearing = False
        self._is_closed = False
        self._task: asyncio.Task[None] | None = None

    @property
    def mark(self) -> str:
        """Of the last message heard, for any thread to read: whatever is asked after it shows what that told of."""
        return self._recent.mark

    def start(self) -> None:
        """Begin to hear, if that has not begun."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen_for_ever())

    def join(self, listener: Listener, *, seen: str = "", known: str = "") -> None:
        """From now on the stream is told; the first thing is whether signals come at all.

        `seen` is the mark that the page was given, `known` the one before it was asked what the listener may hear.
        """
        self.start()
        self._listeners.add(listener)
        self._enter(listener)
        if self._is_hearing:
            self._welcome(listener, self._recent.since(seen), self._recent.since(known))
        else:
            listener.go_deaf()
        if self._is_closed:
            listener.end()

    def _welcome(self, listener: Listener, missed: frozenset[str] | None, unknown: frozenset[str] | None) -> None:
        """Tell what the page missed since it was drawn, and ask anew if what it may hear has changed meanwhile."""
        anything = {EVERYTHING, *listener.doubts}
        if missed is None or missed & anything:
            listener.resync()
        else:
            listener.hear_on(topic for topic in missed if listener.may_be_told(topic))
        if unknown is None or unknown & anything:
            listener.doubt()

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        self._strike(listener)

    def let_hear(self, listener: Listener, topics: Iterable[str]) -> None:
        """From now on the stream is told of these."""
        self._strike(listener)
        listener.may_hear(topics)
        self._enter(listener)

    def _enter(self, listener: Listener) -> None:
        for topic in listener.topics | listener.doubts:
            self._hears[topic].add(listener)

    def _strike(self, listener: Listener) -> None:
        for topic in listener.topics | listener.doubts:
            self._hears[topic].discard(listener)
            if not self._hears[topic]:
                del self._hears[topic]

    def close(self) -> None:
        """End every stream, because the process is about to end."""
        self._is_closed = True
        for listener in self._listeners:
            listener.end()

    def deliver(self, message: str) -> None:
        """Hand on one message; see tickets/changes.py."""
        mark, topics = changes.read(message)
        self._recent.add(mark, topics)
        if EVERYTHING in topics:
            self._resync_all()
        for topic in topics:
            kind = topic.partition(":")[0]
            for listener in self._hears.get(topic, set()) | self._hears.get(f"{kind}:*", set()):
                if kind in DOUBTS:
                    listener.doubt()
                else:
                    listener.tell(topic)

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError) as error:
                self._go_deaf(error)
            await asyncio.sleep(TRY_AGAIN_AFTER)

    async def _listen(self) -> None:
        """Hear until Redis is lost; one that has said nothing for a while is asked whether it is there."""
        once = Retry(NoBackoff(), 0)  # connecting again in silence would hide what was lost meanwhile
        server = redis.asyncio.Redis.from_url(self._url, socket_connect_timeout=ANSWER_WITHIN, retry=once)
        async with server as client, client.pubsub() as subscription:
            async with asyncio.timeout(ANSWER_WITHIN):
                await subscription.subscribe(self._channel)
                # Says nothing but its mark: so a page has one, however long nothing happens.
                await client.publish(self._channel, changes.message_of([]))
            is_asked = True
            while True:
                message = await subscription.get_message(timeout=ANSWER_WITHIN if is_asked else ASK_AFTER)
                if message is not None:
                    self._hear(message)
                elif is_asked:
                    raise TimeoutError("it does not answer")
                else:
                    await subscription.ping()
                is_asked = message is None

    def _hear(self, message: dict[str, Any]) -> None:
        """Every subscription begins with word of itself: what was published before it is lost."""
        if message["type"] == "subscribe":
            self._is_hearing = True
            self._recent.forget()
            self._resync_all()
        elif message["type"] == "message":
            self.deliver(message["data"].decode(errors="replace"))

    def _resync_all(self) -> None:
        """What was lost may have been that somebody may hear less."""
        for listener in self._listeners:
            listener.resync()
            listener.doubt()

    def _go_deaf(self, error: Exception) -> None:
        if not self._is_hearing:
            return
        logger.warning("Redis is lost (%s): open pages ask by themselves until it is back.", error)
        self._is_hearing = False
        self._recent.forget()
        for listener in self._listeners:
            listener.go_deaf()
