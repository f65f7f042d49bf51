"""What is said outside the portal, and what may come of saying it."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Message:
    """One message to one target; `key` stays the same however often it is tried."""

    key: str
    subject: str
    text: str
    url: str
    acknowledge_url: str = ""
    urgent: bool = False

    @property
    def id(self) -> str:
        """The key as receivers see it, by which they know a repetition."""
        return f"msg_{hashlib.sha256(self.key.encode()).hexdigest()[:32]}"

    @property
    def lines(self) -> str:
        """The text and its links, one under the other."""
        acknowledge = f"Acknowledge: {self.acknowledge_url}" if self.acknowledge_url else ""
        return "\n\n".join(filter(None, [self.text, acknowledge, f"Open: {self.url}"]))


class NotDelivered(Exception):
    """The other side did not take it; the message is a sentence for people, without addresses or secrets.

    `is_final` where trying again is of no use, `is_gone` where the target wants nothing ever again, `asked` how long
    it asked to be left alone.
    """

    def __init__(
        self, words: str, *, is_final: bool = False, is_gone: bool = False, asked: timedelta | None = None
    ) -> None:
        super().__init__(words)
        self.is_final, self.is_gone, self.asked = is_final or is_gone, is_gone, asked
