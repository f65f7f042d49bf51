"""Words kept as they are typed, by people with several windows open."""

from dataclasses import dataclass
from datetime import datetime


class ChangedElsewhere(Exception):
    """Another window has saved it since this one read it; `saved_at` and `words` say when, and what stands there."""

    def __init__(self, saved_at: datetime | None, words: str) -> None:
        super().__init__("This was changed in another window")
        self.saved_at, self.words = saved_at, words


class TooLong(Exception):
    """More was typed than there is room for: it is refused, for what is cut off nobody would miss in time."""


def within(limit: int, text: str) -> str:
    """What was typed, line ends counted as one character, as browsers do. Raises TooLong."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise TooLong(f"It has {len(text):,} characters, of {limit:,} at most")
    return text


@dataclass(frozen=True)
class Source:
    """Where words come from: one of several windows, and when what it shows had been saved, if anything was."""

    window: str = ""
    seen: datetime | None = None

    def is_overtaken(self, saved_at: datetime | None, window: str) -> bool:
        """Whether another window has saved since."""
        return saved_at is not None and saved_at != self.seen and window != self.window


NO_WINDOW = Source()  # a program's
