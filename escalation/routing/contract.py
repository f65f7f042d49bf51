"""What every encoder keeps, Baton's own and any that takes its place. Whatever breaks it is not used."""

import math
from collections.abc import Iterator

from escalation.routing.meaning_likeness import Encoder

_TEXTS = ("Where is my invoice?", "The page loads slowly.", "Where is my invoice?", "", "ünïcödé 漢字 \ud800")
_NEARLY = 1e-3


def broken_by(encoder: Encoder) -> list[str]:
    """In sentences; nothing where it keeps all. What it raises it raises."""
    return list(_broken(encoder))


def _broken(encoder: Encoder) -> Iterator[str]:
    if not encoder.name:
        yield "It has no name."
    vectors = list(encoder.encode(_TEXTS))
    if len(vectors) != len(_TEXTS):
        yield f"It gave {len(vectors)} vectors for {len(_TEXTS)} texts."
        return
    if list(encoder.encode([])):
        yield "It gave vectors for no texts."
    (alone,) = encoder.encode(_TEXTS[:1])
    itself, other, again, empty, strange = encoder.closeness(alone, vectors)
    if abs(itself - 1) > _NEARLY or abs(again - 1) > _NEARLY:
        yield f"The same text is {itself:.3f} close to itself, not 1."
    if not all(math.isfinite(each) and abs(each) <= 1 + _NEARLY for each in (other, empty, strange)):
        yield "Closeness goes beyond -1 to 1: vectors have length 1, or 0 where nothing is known."
    if other > 1 - _NEARLY:
        yield "Every text is the same to it."
