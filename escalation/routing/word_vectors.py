"""What single words mean, as a small table: the light stand-in for a sentence encoder. Needs nothing but Python.

The table is made by scripts/word_vectors.py from all-MiniLM-L6-v2 (tables/NOTICE.md says under which license).
"""

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import mul

from escalation.routing.bundle import Bundle, Vector
from escalation.routing.tables import VECTOR_WORDS, VECTORS, empty_words, faint_words
from escalation.routing.words import stem, tokens

DIMENSIONS = 128
FAINT = 0.3


class WordVectors:
    """Gives a text the mean of its words' vectors, brought to length 1."""

    name = "words"

    def __init__(self, words: Sequence[str], numbers: "array[int]") -> None:
        self._numbers = numbers
        self._place = {word: place for place, word in enumerate(words)}
        self._place_of_stem: dict[str, int] = {}
        for place, word in enumerate(words):
            self._place_of_stem.setdefault(stem(word), place)

    @property
    def words(self) -> Iterable[str]:
        return self._place

    def encode(self, texts: Sequence[str]) -> Bundle:
        return Bundle([self._mean(text) for text in texts])

    def closeness(self, vector: Vector, to: Sequence[Vector]) -> list[float]:
        """The cosine of a vector with each of others."""
        return (to if isinstance(to, Bundle) else Bundle(to)).products(vector)

    def weights(self, text: str) -> Iterator[tuple[int, float]]:
        """The places in the table of a text's words that say something, and how much each counts."""
        for word in dict.fromkeys(tokens(text)):
            place = self._place.get(word, self._place_of_stem.get(stem(word)))
            if place is not None and word not in empty_words():
                yield place, FAINT if word in faint_words() else 1.0

    def _mean(self, text: str) -> Vector:
        total = [0.0] * DIMENSIONS
        for place, weight in self.weights(text):
            row = self._numbers[place * DIMENSIONS : (place + 1) * DIMENSIONS]
            total = [sum_ + weight * number for sum_, number in zip(total, row, strict=True)]
        length = math.sqrt(sum(map(mul, total, total)))
        return array("f", [number / length for number in total] if length else total)  # a tenth of a list's memory


@cache
def word_vectors() -> WordVectors:
    """The table of this installation, read once in a process."""
    numbers = array("b")
    numbers.frombytes(VECTORS.read_bytes())
    return WordVectors(VECTOR_WORDS.read_text(encoding="utf-8").split(), numbers)
