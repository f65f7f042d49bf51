"""Text as the word pieces of an encoder's vocabulary: lower case, accents removed, longest piece first."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST_TEXT = 128  # pieces: what an encoder reads of a text
_LONGEST_WORD = 60  # letters
_PARTS = re.compile(r"\w+|[^\w\s]", re.UNICODE)
_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


def read_vocabulary(path: Path) -> dict[str, int]:
    """The number of each piece: its line. Raises OSError."""
    with path.open(encoding="utf-8") as lines:
        return {line.rstrip("\n"): number for number, line in enumerate(lines)}


def numbers_of(text: str, vocabulary: Mapping[str, int]) -> list[int]:
    """A text as numbers of pieces, with the marks of beginning and end. Raises KeyError: a strange vocabulary."""
    found = [vocabulary[piece] for word in _PARTS.findall(_plain(text)) for piece in _pieces(word, vocabulary)]
    return [vocabulary[_BEGIN], *found[: LONGEST_TEXT - 2], vocabulary[_END]]


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in parted if unicodedata.category(letter) != "Mn").replace("_", " _ ")


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    pieces = list(_longest_first(word, vocabulary)) if len(word) <= _LONGEST_WORD else []
    return pieces if pieces and _UNKNOWN not in pieces else [_UNKNOWN]


def _longest_first(word: str, vocabulary: Mapping[str, int]) -> Iterator[str]:
    begin = 0
    while begin < len(word):
        mark = "##" if begin else ""
        end = next((end for end in range(len(word), begin, -1) if mark + word[begin:end] in vocabulary), begin)
        if end == begin:
            yield _UNKNOWN
            return
        yield mark + word[begin:end]
        begin = end
