"""What was said last, so that a page just opened need not look again at what it has already shown."""

from collections import deque
from dataclasses import dataclass

MOST = 1000  # messages: some seconds of the busiest hour, and a page says within one what it has seen


@dataclass(frozen=True)
class _Message:
    mark: str
    topics: frozenset[str]


class Recent:
    """The last messages in the order in which everybody hears them, beginning with one that was heard."""

    def __init__(self) -> None:
        self._messages: deque[_Message] = deque(maxlen=MOST)

    def add(self, mark: str, topics: list[str]) -> None:
        self._messages.append(_Message(mark, frozenset(topics)))

    def forget(self) -> None:
        """Something may have been missed: no longer say what came after anything."""
        self._messages.clear()

    @property
    def mark(self) -> str:
        """Of the last message; empty where there is none."""
        try:
            return self._messages[-1].mark
        except IndexError:  # asked from another thread, and forgotten meanwhile
            return ""

    def since(self, mark: str) -> frozenset[str] | None:
        """All topics of what came after the message with this mark; None where nobody can say."""
        topics: set[str] = set()
        for message in reversed(self._messages):
            if message.mark == mark:
                return frozenset(topics)
            topics |= message.topics
        return None
