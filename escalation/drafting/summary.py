"""What the customer needs, in three sentences of the customer's own at most."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from escalation.drafting import findings
from escalation.drafting.thread import Quote, Said, clipped, plain
from escalation.expressions import expression
from escalation.package import SUMMARY_LIMIT, SUMMARY_SENTENCES, sentences

SENTENCE_LIMIT = 260  # characters
ALIKE = 0.6  # share of words in common from which two sentences say the same
FIRST_MESSAGE = 2.5  # weight of standing in the message that began it all
ENOUGH = 2.3  # weight from which a sentence stands beside the one that says most

_TROUBLE = expression(
    r"n't\b|\b(?:not|no|never|nothing|cannot|without|error|errors|fail\w*|broken|crash\w*|stop\w*|stuck|empty|"
    r"missing|lost|wrong|slow|late|locked|refus\w*|declin\w*|disappear\w*|vanish\w*|duplicat\w*|twice|instead|"
    r"unable|impossible|problem|issue|trouble|expired|blocked|suspended|delay\w*|hang\w*|spins?|greyed|double\w*|"
    r"different|damaged|incorrect|unexpected\w*|deactivated|still|again)\b",
    re.IGNORECASE,
)  # fmt: skip
_WISH = expression(
    r"\b(?:need|want|would like|'d like|wish|please|could you|can you|would you|can we|can i|could we|how (?:do|can|"
    r"to)|is (?:it|there)|what|where|why|when|help (?:me|us)|looking (?:for|to)|(?:trying|have) to|must|cancel|refund|"
    r"exchange|change|return|revoke|restore|explain|verify|send)\b|\?",
    re.IGNORECASE,
)
_ASIDE = expression(
    r"\b(?:(?:a|an|real) (?:human|person|agent)|somebody real|you'?re a bot|speak to|talk to (?:a|an|some)|"
    r"called in from|callback only|have a (?:good|nice)|thank|thanks|sorry|"
    r"embarrass\w*|took this (?:down )?by phone|you know how|as i wrote|kind of you|no joke|"
    r"quick help|look(?:ing)? forward|happy to help|tried that)\b",
    re.IGNORECASE,
)
_ONLY_NAMES = expression(r"(?:[A-ZÀ-Þ][\w'.-]*[\s,&/]*){1,5}(?:,? (?:at|of) [\w ]+)?")


@dataclass(frozen=True)
class _Weighed:
    quote: Quote
    weight: float


def summary(thread: Sequence[Said]) -> list[Quote]:
    """At most three sentences of the customer, in their order, that together say what is needed."""
    candidates = sorted(_weighed(thread), key=lambda each: -each.weight)
    chosen: list[_Weighed] = []
    for candidate in candidates:
        if chosen and candidate.weight < ENOUGH:
            break
        if not any(_alike(candidate.quote.text, other.quote.text) for other in chosen):
            chosen.append(candidate)
        if len(chosen) == SUMMARY_SENTENCES:
            break
    while len(chosen) > 1 and not _fits(chosen):
        chosen.pop()
    return sorted((each.quote for each in chosen), key=lambda quote: _place(thread, quote))


def as_text(quotes: Sequence[Quote]) -> str:
    """The sentences as one text, each ended by a sign that ends a sentence."""
    return " ".join(quote.text if quote.text[-1] in ".!?…" else f"{quote.text}." for quote in quotes)


def _place(thread: Sequence[Said], quote: Quote) -> tuple[int, int]:
    """Where a quotation stands: which message, and how far in."""
    return thread.index(quote.said), quote.said.text.find(quote.text[:20])


def _fits(chosen: Sequence[_Weighed]) -> bool:
    text = as_text([each.quote for each in chosen])
    return len(text) <= SUMMARY_LIMIT and sentences(text) <= SUMMARY_SENTENCES


def _weighed(thread: Sequence[Said]) -> Iterator[_Weighed]:
    """Each sentence of the customer, and how much it says of what is needed: the first message most."""
    own = [said for said in thread if said.is_from_customer and said.sentences]
    for number, said in enumerate(own):
        for place, sentence in enumerate(said.sentences):
            begins = FIRST_MESSAGE * (number == 0) + 0.5 * (place == 0) - 0.05 * place
            yield _Weighed(Quote(clipped(sentence, SENTENCE_LIMIT), said), begins + _weight(sentence))


def _weight(sentence: str) -> float:
    text = plain(sentence)
    if _ASIDE.search(text) or _ONLY_NAMES.fullmatch(text):
        return -4.0
    facts = len({sort for sort, _ in findings.find(sentence)})
    length = len(sentence.split())
    weight = 1.5 * bool(_TROUBLE.search(text)) + 2.0 * bool(_WISH.search(text)) + 0.4 * min(facts, 3)
    return weight - (1.5 if length < 3 else 0.5 if length > 40 else 0.0)


def _alike(one: str, other: str) -> bool:
    words, others = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return bool(words and others) and len(words & others) / min(len(words), len(others)) >= ALIKE
