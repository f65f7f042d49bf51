"""The lines of a file one by one: never the whole file in memory, nor a line of absurd length."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LINE_LIMIT = 5 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Line:
    number: int
    text: bytes
    size: int  # bytes in the file; more than in `text` where the line is too long

    @property
    def is_too_long(self) -> bool:
        return self.size > len(self.text)

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def lines_of(file: BinaryIO, *, limit: int = LINE_LIMIT) -> Iterator[Line]:
    """Every line; of one longer than `limit` bytes only its beginning."""
    number = 0
    while text := file.readline(limit):
        number += 1
        size, last = len(text), text
        while not last.endswith(b"\n") and (last := file.readline(limit)):
            size += len(last)
        yield Line(number, text, size)
