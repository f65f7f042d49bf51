"""Likeness by meaning: how close the vector of a text lies to those of descriptions and examples."""

from collections.abc import Sequence
from typing import Any, Protocol

from escalation.routing.subjects import Subject

NEAREST = 2  # examples that count: one may be close by accident


class Encoder(Protocol):
    """Gives texts vectors of length 1 (or 0: it knows no word), so that what means the same lies close together."""

    name: str

    def __hash__(self) -> int: ...  # what is made with one encoder is kept for it

    def encode(self, texts: Sequence[str]) -> Sequence[Any]: ...

    def closeness(self, vector: Any, to: Sequence[Any]) -> list[float]: ...


class MeaningLikeness:
    """Compares texts with subjects. Building it encodes every example; build it once and keep it."""

    def __init__(self, subjects: Sequence[Subject], encoder: Encoder) -> None:
        self._encoder = encoder
        self._lengths, texts = [], []
        for subject in subjects:
            spoken = _spoken(subject)
            self._lengths.append(len(spoken))
            texts += spoken
        self._vectors = encoder.encode(texts)

    def compare(self, text: str) -> list[float]:
        """Of each subject, in their order, how near the text is: -1 to 1, in practice 0 to 0.7."""
        (vector,) = self._encoder.encode([text])
        closeness = self._encoder.closeness(vector, self._vectors)
        found, begin = [], 0
        for length in self._lengths:
            found.append(_together(closeness[begin : begin + length]))
            begin += length
        return found


def _spoken(subject: Subject) -> list[str]:
    """Name and description together, all of it together, and each example."""
    about = f"{subject.name}. {subject.description}".strip()
    return [about, " ".join((about, *subject.examples)), *subject.examples, *subject.learned]


def _together(closeness: Sequence[float]) -> float:
    """Half what description and the whole say, half the nearest examples."""
    about, whole, *examples = closeness
    nearest = sorted(examples, reverse=True)[:NEAREST] or [about]
    return (about + whole + 2 * sum(nearest) / len(nearest)) / 4
