"""What was tried, and what came of it: what our side suggested beside what the customer answered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from escalation.drafting.thread import Author, Quote, Said, clipped, plain
from escalation.expressions import expression
from escalation.package import LINE_LIMIT

STEPS_MOST = 8
NO_ANSWER = "No answer from the customer yet"

_DOES = (
    "tr(?:y|ied)|check(?:ed)?|open(?:ed)?|press(?:ed)?|clear(?:ed)?|restart(?:ed)?|re-?install(?:ed)?|"
    "sign(?:ed)? (?:in|out)|log(?:ged)? (?:in|out|off)|reset|update[d]?|upgrade[d]?|disabl(?:e|ed)|enabl(?:e|ed)|"
    "switch(?:ed)?|turn(?:ed)?|remove[d]?|delete[d]?|clean(?:ed)?|test(?:ed)?|re-?send|re-?sent|release[d]?|"
    "publish(?:ed)?|re-?connect(?:ed)?|reboot(?:ed)?|cho(?:o|)se|select(?:ed)?|unplug(?:ged)?|look(?:ed)?|"
    "make sure|store|ignore|use|enter|click|tap|allow|go to|compare[d]?|repeat(?:ed)?|"
    "replay(?:ed)?|call(?:ed)?|revoke[d]?|change[d]?|send|sent"
)
_SUGGESTS = expression(
    r"(?:^|\b(?:please|you can|you could|could you|can you|would you|try to|and|then|first|but)\s+)"
    rf"(?:(?:please|also|once|again|try to|quickly) )?(?:{_DOES})\b"
    r"|^(?:clearing|restarting|releasing|sometimes|try|we recommend|you can)\b",
    re.IGNORECASE,
)
_DID = expression(
    rf"^(?:I|we|I've|we've|I have|we have)\s(?:(?:just|already|have|also|now) )*(?:{_DOES})\b|"
    r"^(?:checked|tested|restarted|reset|looked|called|sent|counted|cleared|reproduced|replayed|compared|asked|"
    r"revoked|republished|tried)\b",
    re.IGNORECASE,
)
_CUSTOMER_DID = expression(
    rf"\b(?:I|we|I've|we've)\s(?:(?:have|already|also|just|even) )*(?:{_DOES})\b|^(?:tried|restarted|reset|cleared)\b",
    re.IGNORECASE,
)
_ASKS_NOTHING = expression(
    r"\b(?:did|does|has) (?:that|this|it) (?:help|work|solve)|anything else|can i help|how are you|shall i\b|"
    r"(?:provide|confirm|share|verify|tell me|have) your (?:e-?mail|name|zip|identity|account|user|customer)|"
    r"was this helpful|would that be possible|is there an error listed",
    re.IGNORECASE,
)
_OUTCOME = expression(
    r"n't\b|\b(?:no|not|nothing|same|still|again|without|works?|worked|fixed|helped|fails?|failed|error|but|"
    r"went|did|result)\b",
    re.IGNORECASE,
)
_PARTS = expression(r"\s*(?:[,;:]\s+(?:but|and|then|no|still|same)?|\bbut\b|\band (?=it|that|the same|nothing))\s*")


@dataclass(frozen=True)
class Tried:
    """A step with its result; of the result nobody said anything where it has no message."""

    step: Quote
    result: Quote | None

    @property
    def words(self) -> tuple[str, str]:
        return self.step.text, self.result.text if self.result else NO_ANSWER

    @property
    def sources(self) -> list[Said]:
        return [self.step.said, *([self.result.said] if self.result else [])]


def tried(thread: Sequence[Said]) -> list[Tried]:
    """The steps in their order; where there are many, the latest."""
    found: dict[str, Tried] = {}
    for number, said in enumerate(thread):
        for step in _steps(said, thread[number + 1 :]):
            found.setdefault(step.step.text.casefold(), step)
    return list(found.values())[-STEPS_MOST:]


def _steps(said: Said, later: Sequence[Said]) -> Iterator[Tried]:
    if said.is_from_customer:
        yield from _done(said, _CUSTOMER_DID)
    elif said.is_note:
        yield from _done(said, _DID)
    elif suggested := _suggested(said):
        yield Tried(suggested, _answer(later))


def _suggested(said: Said) -> Quote | None:
    """What a message asks the customer to do, or else to say."""
    asked = [sentence for sentence in said.sentences if not _ASKS_NOTHING.search(plain(sentence))]
    todo = [sentence for sentence in asked if _SUGGESTS.search(plain(sentence))]
    if todo:
        return Quote(clipped(" ".join(todo[:2]), LINE_LIMIT), said)
    questions = [sentence for sentence in asked if sentence.endswith("?")]
    if questions:
        return Quote(clipped(f"Asked: {' '.join(questions[:2])}", LINE_LIMIT), said)
    return None


def _answer(later: Sequence[Said]) -> Quote | None:
    """What the customer said before our side asked for the next thing."""
    for said in later:
        if said.is_from_customer and (said.sentences or said.text.strip()):
            words = " ".join(said.sentences) or " ".join(said.text.split())
            return Quote(clipped(words, LINE_LIMIT), said)
        if not said.is_note and not said.is_from_customer and _suggested(said):
            return None
    return None


def _done(said: Said, deed: re.Pattern[str]) -> Iterator[Tried]:
    """What somebody did, where the outcome stands beside it."""
    for number, sentence in enumerate(said.sentences):
        if not deed.search(plain(sentence)) or sentence.endswith("?"):
            continue
        parts = [part for part in _PARTS.split(sentence, maxsplit=1) if part]
        following = said.sentences[number + 1] if number + 1 < len(said.sentences) else ""
        if len(parts) == 2 and deed.search(plain(parts[0])) and _OUTCOME.search(plain(sentence[len(parts[0]) :])):
            step, result = parts
        elif following and _OUTCOME.search(plain(following)):
            step, result = sentence, following
        else:
            continue
        yield Tried(Quote(clipped(step, LINE_LIMIT), said), Quote(clipped(result, LINE_LIMIT), said))


def bot_steps(steps: Sequence[Tried]) -> list[Tried]:
    """Those that a bot suggested."""
    return [step for step in steps if step.step.said.author == Author.BOT]
