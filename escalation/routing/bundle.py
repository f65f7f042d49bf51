"""Many vectors that are compared with one at a time, several times faster than one pair after the other.

Python multiplies long numbers quickly, and lists of numbers slowly. So each place of all the vectors is one long number
here, with 32 bits for each vector: comparing with all of them takes one multiplication a place, which Python does in C.
"""

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import mul
from typing import overload

Vector = Sequence[float]

SCALE = 2**15  # steps from 0 to 1: a product of two vectors of length 1 is 2**30 at most, and right to four digits
MIDDLE = 2**31  # stands for 0 among the 32 bits of a vector, so that none is below it
_WORD = 4  # bytes


class Bundle(Sequence[Vector]):
    """Vectors of length 1 or 0, all of as many places."""

    def __init__(self, vectors: Sequence[Vector]) -> None:
        self._vectors = vectors

    @overload
    def __getitem__(self, place: int) -> Vector: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Vector]: ...
    def __getitem__(self, place: int | slice) -> Vector | Sequence[Vector]:
        return self._vectors[place]

    def __len__(self) -> int:
        return len(self._vectors)

    def __iter__(self) -> Iterator[Vector]:
        return iter(self._vectors)

    def products(self, vector: Vector) -> list[float]:
        """The product of a vector with each of them, which is their cosine: -1 to 1, off by 0.0003 at most."""
        if not self._vectors:
            return []
        steps = [round(number * SCALE) for number in vector]
        # Each number in a column is SCALE too large, so that it is none below 0: what that adds is taken away again.
        total = sum(map(mul, steps, self._columns)) + (MIDDLE - SCALE * sum(steps)) * self._ones
        found = array("I", total.to_bytes(_WORD * len(self), "little"))
        return [(number - MIDDLE) / SCALE**2 for number in found]

    @cached_property
    def _columns(self) -> list[int]:
        rows = [[round(number * SCALE) + SCALE for number in vector] for vector in self._vectors]
        return [_together(column) for column in zip(*rows, strict=True)]

    @cached_property
    def _ones(self) -> int:
        return _together([1] * len(self))


def _together(numbers: Sequence[int]) -> int:
    return int.from_bytes(array("I", numbers).tobytes(), "little")
