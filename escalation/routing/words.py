"""A text as words that can be compared: lower case, brought to their stems, with typing errors put right."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019](?=\w)")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s")
_SHORTEST_STEM = 3
_SHORTEST_TYPO = 5  # letters: below that nearly every word is one letter from another
_SHORTEST_CHANGED = 7  # in shorter words another letter mostly makes another word: place, plane


def tokens(text: str) -> list[str]:
    """The words of a text in order; "can't" is one word."""
    return _WORD.findall(_APOSTROPHE.sub("", text.casefold()))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the forms of a word have in common, roughly.

    >>> {stem(word) for word in ("charge", "charged", "charges", "charging")}
    {'charg'}
    """
    if len(word) <= _SHORTEST_STEM or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and not word.endswith("ss"):
            return _trimmed(word.removesuffix(ending))
    return _trimmed(word)


def _trimmed(word: str) -> str:
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    if len(word) > _SHORTEST_STEM and word[-1] in "ey":
        return word[:-1]
    return word


def runs(words: list[str], longest: int) -> Iterator[tuple[int, str]]:
    """Every run of one to `longest` neighboring words, joined by spaces, and where it begins."""
    for begin in range(len(words)):
        for length in range(1, min(longest, len(words) - begin) + 1):
            yield begin, " ".join(words[begin : begin + length])


class Spelling:
    """Puts words right that are one slip away from a known one: two slips in long words."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = {word for word in known if word.isalpha()}
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= _SHORTEST_TYPO - 1:
                for form in _with_one_letter_less(word):
                    self._shortened.setdefault(form, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def corrected(self, word: str) -> str:
        """The known word that is meant, or the word itself."""
        if word in self._known or len(word) < _SHORTEST_TYPO or not word.isalpha():
            return word
        return self._nearest(word) or word

    @lru_cache(maxsize=5000)  # noqa: B019 - one spelling lives as long as its criteria
    def _nearest(self, word: str) -> str:
        near = {known for form in _with_one_letter_less(word) for known in self._shortened.get(form, ())}
        allowed = 1 if len(word) < 8 else 2
        if len(word) < _SHORTEST_CHANGED:
            near = {known for known in near if len(known) != len(word) or sorted(known) == sorted(word)}
        best = min(((_slips(word, known), known) for known in near), default=(allowed + 1, ""))
        return best[1] if best[0] <= allowed and best[1][0] == word[0] else ""


def _with_one_letter_less(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _slips(one: str, other: str) -> int:
    """How many letters were left out, added, changed or swapped with their neighbor (Damerau-Levenshtein)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            least = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                least = min(least, before[column - 2] + 1)
            line.append(least)
        before, last = last, line
    return last[-1]
