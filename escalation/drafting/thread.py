"""A thread as the rules read it, and the sentences of a message without its courtesies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from escalation.expressions import expression
from escalation.package import split_sentences

READ_LIMIT = 20_000  # characters of one message that are read


class Author(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"


@dataclass(frozen=True)
class Said:
    """One message. `id` is what a page calls it by; a note is what colleagues alone read."""

    id: int
    author: Author
    at: datetime
    text: str
    is_note: bool = False

    @property
    def is_from_customer(self) -> bool:
        return self.author == Author.CUSTOMER

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """What it says, sentence by sentence, without greeting, signature and what is quoted from before."""
        return own_sentences(self.text)


def own_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message without greeting, signature, courtesies and what is quoted from before."""
    found = (sentence for paragraph in _paragraphs(text[:READ_LIMIT]) for sentence in split_sentences(paragraph))
    return tuple(sentence for sentence in found if _says_something(sentence))


@dataclass(frozen=True)
class Quote:
    """Words, and the message they stand in."""

    text: str
    said: Said


_GREETING = expression(
    r"greetings from [^.!?:\n]{0,120}[.!?:]?\s*|"
    r"(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|greetings|to whom it may concern)\b"
    r"[^.!?,:\n]{0,40}(?:[,!:.]|$)\s*",
    re.IGNORECASE,
)
_SIGN_OFF = expression(
    r"(?:(?:(?:with )?(?:best|kind|warm|many|friendly)\s+)?(?:regards|greetings|wishes)|best|cheers|sincerely|"
    r"yours(?: \w+)?|(?:many )?thanks|thank you(?: and regards)?|thank you in advance[^.\n]{0,40}\.?|br)\s*[,.!/]?\s*",
    re.IGNORECASE,
)
_QUOTED_FROM_HERE = expression(r"(?:on .{5,120} wrote:|-{2,}\s*original message\s*-{2,}|--)\s*", re.IGNORECASE)
_COURTESY = expression(
    r"(?:(?:many )?thanks?(?: you)?(?: so much| very much| a lot| in advance)?(?: for [^.!?]{0,60})?|please|sorry|"
    r"(?:i )?hope (?:you|this)[^.!?]{0,60}|agent|human|hello|hi|hey|ok(?:ay)?|yes|sure)[\s.!,]*",
    re.IGNORECASE,
)
_PLAIN = str.maketrans({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
_SHORT_LINE = 60  # characters: a longer one is wrapped, and goes on in the next


def _paragraphs(text: str) -> Iterator[str]:
    """Lines that belong together, joined; up to the signature, or what an answer quotes."""
    lines: list[str] = []
    for line in _own_lines(text):
        if lines and line and len(lines[-1]) >= _SHORT_LINE:
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    yield from (line for line in lines if line)


def _own_lines(text: str) -> Iterator[str]:
    has_said = False
    for raw in text.splitlines():
        line = " ".join(raw.replace("\x00", "").split())
        if _QUOTED_FROM_HERE.fullmatch(line) or (has_said and _SIGN_OFF.fullmatch(line)):
            return
        if line.startswith(">"):
            continue
        if not has_said:
            line = _GREETING.sub("", line, count=1) if _GREETING.match(line) else line
        has_said = has_said or bool(line)
        yield line


def _says_something(sentence: str) -> bool:
    return any(letter.isalnum() for letter in sentence) and not _COURTESY.fullmatch(sentence)


def plain(text: str) -> str:
    """A text with typewriters' apostrophes and quotation marks, letter for letter as long."""
    return text.translate(_PLAIN)


def clipped(text: str, limit: int) -> str:
    """A text of at most so many characters, cut between words with a mark."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.!?") + "…"
