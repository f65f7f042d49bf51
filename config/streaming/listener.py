"""One open stream, as the hub sees it: what it may hear, and what it has still to be told."""

import asyncio
from collections.abc import Iterable
from enum import StrEnum

from tickets.changes import EVERYTHING

MOST_NEWS = 64  # topics that a slow reader is told one by one; more, and it is told to look at everything


class Event(StrEnum):
    """What a browser may be told. Each carries topics; see static/js/stream.js."""

    RESYNC = "resync"  # from now on signals come for these topics; what came before may have been missed
    CHANGED = "changed"  # look again at these
    DEAF = "deaf"  # no signals come for now: ask by yourself
    BEAT = "beat"  # nothing, but the stream is alive


class Listener:
    """Remembers what a stream has to say until it can say it: never more than a set of topics, however slow it is."""

    def __init__(self, topics: Iterable[str], *, agent_id: int) -> None:
        self.topics = frozenset(topics)
        self.rights = f"rights:{agent_id}"
        self.has_ended = False
        self._news: set[str] = set()
        self._is_deaf = False
        self._woken = asyncio.Event()

    def tell(self, topic: str) -> None:
        """Something changed; once too much has, everything."""
        self._news.add(topic)
        if len(self._news) > MOST_NEWS:
            self._news = {EVERYTHING}
        self._woken.set()

    def resync(self) -> None:
        """Signals come from now on, and some may have been missed."""
        self._is_deaf, self._news = False, {EVERYTHING}
        self._woken.set()

    def go_deaf(self) -> None:
        """No signals come until the next resync."""
        self._is_deaf, self._news = True, set()
        self._woken.set()

    def end(self) -> None:
        self.has_ended = True
        self._woken.set()

    async def next(self, *, within: float) -> tuple[Event, list[str]]:
        """What to say next; a beat when there was nothing for so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._woken.wait()
        except TimeoutError:
            return Event.BEAT, []
        self._woken.clear()
        news, self._news = self._news, set()
        if self._is_deaf:
            return Event.DEAF, []
        if EVERYTHING in news:
            return Event.RESYNC, sorted(self.topics)
        return Event.CHANGED, sorted(news)
