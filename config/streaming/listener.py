"""One open stream, as the hub sees it: what it may hear, and what it has still to be told."""

import asyncio
from collections.abc import Iterable
from enum import StrEnum

from tickets.changes import EVERYTHING

MOST_NEWS = 64  # topics that a slow reader is told one by one; more, and it is told to look at everything


class Event(StrEnum):
    """What a browser may be told. Each carries topics; see static/js/stream.js."""

    HEARING = "hearing"  # from now on signals come for these topics; what the page missed so far is told next
    RESYNC = "resync"  # the same; but what came before may have been missed
    CHANGED = "changed"  # look again at these
    DEAF = "deaf"  # no signals come for now: ask by yourself
    BEAT = "beat"  # nothing, but the stream is alive


class Listener:
    """Remembers what a stream has to say until it can say it: never more than a set of topics, however slow it is."""

    def __init__(self, topics: Iterable[str], *, agent_id: int) -> None:
        self.topics = frozenset(topics)
        self.agent_id = agent_id
        self.is_in_doubt = False  # what it may hear has to be asked anew before anything more is said
        self.has_ended = False
        self._news: set[str] = set()
        self._is_deaf = False
        self._is_new = False  # has still to be told what it hears
        self._woken = asyncio.Event()

    @property
    def doubts(self) -> set[str]:
        """The signals after which it may be entitled to less, or to more."""
        tickets = (topic.partition(":")[2] for topic in self.topics if topic.startswith("ticket:"))
        return {f"rights:{self.agent_id}", *(f"moved:{ticket}" for ticket in tickets)}

    def may_be_told(self, topic: str) -> bool:
        return topic in self.topics or f"{topic.partition(':')[0]}:*" in self.topics

    def doubt(self) -> None:
        """Say nothing more before somebody has asked what it may hear."""
        self.is_in_doubt = True
        self._woken.set()

    def may_hear(self, topics: Iterable[str]) -> None:
        """What it was asked to say of other topics meanwhile is forgotten: a page that hears of a change looks anew."""
        if self.topics != (topics := frozenset(topics)):
            self.topics = topics
            self._news = set() if self._is_deaf else {EVERYTHING}
        if self._news or self._is_deaf or self._is_new:
            self._woken.set()

    def tell(self, topic: str) -> None:
        """Something changed; once too much has, everything."""
        self._news.add(topic)
        if len(self._news) > MOST_NEWS:
            self._news = {EVERYTHING}
        self._woken.set()

    def hear_on(self, missed: Iterable[str]) -> None:
        """Signals come from now on, and these are all that were missed."""
        self._is_new = True
        for topic in missed:
            self.tell(topic)
        self._woken.set()

    def resync(self) -> None:
        """Signals come from now on, and some may have been missed."""
        self._is_deaf, self._is_new, self._news = False, False, {EVERYTHING}
        self._woken.set()

    def go_deaf(self) -> None:
        """No signals come until the next resync."""
        self._is_deaf, self._is_new, self._news = True, False, set()
        self._woken.set()

    def end(self) -> None:
        self.has_ended = True
        self._woken.set()

    async def next(self, *, within: float) -> tuple[Event, list[str]]:
        """What to say next; a beat when there was nothing for so many seconds, and while it is in doubt."""
        try:
            async with asyncio.timeout(within):
                await self._woken.wait()
        except TimeoutError:
            return Event.BEAT, []
        self._woken.clear()
        if self.is_in_doubt:
            return Event.BEAT, []
        is_new, self._is_new = self._is_new, False
        if is_new and EVERYTHING not in self._news:
            if self._news:
                self._woken.set()
            return Event.HEARING, sorted(self.topics)
        news, self._news = self._news, set()
        if self._is_deaf:
            return Event.DEAF, []
        if EVERYTHING in news:
            return Event.RESYNC, sorted(self.topics)
        return Event.CHANGED, sorted(news)
