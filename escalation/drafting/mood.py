"""How the customer feels and how urgent it is, with the words that show it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from escalation.drafting import signs
from escalation.drafting.findings import Sort, find
from escalation.drafting.thread import Quote, Said, clipped, plain
from escalation.package import LINE_LIMIT, Sentiment, Urgency

FRUSTRATED_FROM = 2  # weight of the signs together
SIGNS_SHOWN = 3
LAST_WORDS_LIMIT = 80  # characters


@dataclass(frozen=True)
class Mood:
    """A judgement, and the words that show it; of a calm customer the last ones."""

    sentiment: Sentiment
    shown_by: Sequence[Quote]

    @property
    def note(self) -> str:
        if self.sentiment == Sentiment.NEUTRAL:
            return f"Nothing heated; last: “{clipped(self.shown_by[0].text, LAST_WORDS_LIMIT)}”"
        return clipped(", ".join(f"“{quote.text}”" for quote in self.shown_by), LINE_LIMIT)

    @property
    def sources(self) -> list[Said]:
        return [quote.said for quote in self.shown_by]


@dataclass(frozen=True)
class _Sign:
    weight: int
    quote: Quote


def mood(thread: Sequence[Said]) -> Mood | None:
    """How the customer feels by her own words; nothing where she wrote nothing.

    Content is who said so last; frustrated, whose signs of it weigh enough together.
    """
    own = [said for said in thread if said.is_from_customer and said.text.strip()]
    if not own:
        return None
    if pleased := _pleased(own[-1]):
        return Mood(Sentiment.SATISFIED, [pleased])
    found = [sign for said in reversed(own) for sign in _anger(said)]
    if sum(sign.weight for sign in found) >= FRUSTRATED_FROM:
        strongest = sorted(found, key=lambda sign: -sign.weight)[:SIGNS_SHOWN]
        return Mood(Sentiment.FRUSTRATED, [sign.quote for sign in strongest])
    words = own[-1].sentences or (" ".join(own[-1].text.split()),)
    return Mood(Sentiment.NEUTRAL, [Quote(words[-1], own[-1])])


def _anger(said: Said) -> Iterator[_Sign]:
    """Every sign in a message once, the strongest first."""
    text = "\n".join(said.sentences) or said.text.strip()
    taken: list[range] = []
    for weight, pattern in [*signs.ANGER.items(), (1, signs.SHOUTED)]:
        for match in pattern.finditer(text if pattern is signs.SHOUTED else plain(text)):
            if not any(match.start() in span for span in taken):
                taken.append(range(*match.span()))
                yield _Sign(weight, Quote(" ".join(text[slice(*match.span())].split()), said))


def _pleased(said: Said) -> Quote | None:
    """What shows that she is content, where nothing in the message speaks against it."""
    text = " ".join(sentence for sentence in said.sentences if not sentence.endswith("?"))
    match = next(_meant(signs.CONTENT, text), None)
    is_angry = sum(sign.weight for sign in _anger(said)) >= FRUSTRATED_FROM
    return Quote(text[slice(*match.span())], said) if match and not is_angry else None


def urgency(thread: Sequence[Said]) -> tuple[Urgency, Quote] | None:
    """The strongest hint that the customer gives, the latest of it; nothing where there is none."""
    own = [(said, " ".join(said.text.split())) for said in reversed(thread) if said.is_from_customer]
    for level, pattern in signs.HURRY.items():
        for said, text in own:
            for match in _meant(pattern, text):
                return level, Quote(text[slice(*match.span())], said)
    return None


def _meant(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where words stand that are not negated."""
    text = plain(text)
    return (match for match in pattern.finditer(text) if not signs.NEGATION.search(text[: match.start()]))


def impact(thread: Sequence[Said]) -> Quote | None:
    """The sentence in which the customer says what it costs, or how many it hinders; rather one that says both."""
    best, found = 0, None
    for said in thread:
        for sentence in said.sentences if said.is_from_customer else ():
            counts = any(find(sentence, only=Sort.AFFECTED))
            weight = 2 * counts + bool(signs.COST.search(plain(sentence)))
            if weight > best:
                best, found = weight, Quote(clipped(sentence, LINE_LIMIT), said)
    return found
