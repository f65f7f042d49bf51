"""What a text says, as weighted features: its words, what they mean, and the theme they belong to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from escalation.routing.tables import empty_words, faint_words, support_words
from escalation.routing.words import Spelling, runs, stem, tokens

LONGEST_PHRASE = 4  # words
WORD, MEANING, THEME = 1.0, 0.9, 0.45
FAINT = 0.3  # what a word counts that nearly every message says
PIECE = 0.35  # a part of a word that no table knows


@dataclass
class Features:
    """The weight of each feature of a text, and the words that brought it in."""

    weights: dict[str, float] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)

    def add(self, feature: str, weight: float, words: str) -> None:
        self.weights[feature] = max(self.weights.get(feature, 0.0), weight)
        said = self.said.setdefault(feature, [])
        if words not in said:
            said.append(words)


@cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """Of each stemmed word or phrase of the table: its meanings and their themes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for theme, groups in support_words().items():
        for number, group in enumerate(groups):
            for phrase in group:
                stemmed = " ".join(stem(word) for word in tokens(phrase))
                entry = (f"{theme} {number}", theme)
                if entry not in found.setdefault(stemmed, []):
                    found[stemmed].append(entry)
    return found


@cache
def known_words() -> frozenset[str]:
    """Every word of the tables, as it is written."""
    phrases = [phrase for groups in support_words().values() for group in groups for phrase in group]
    return empty_words() | faint_words() | {word for phrase in phrases for word in tokens(phrase)}


@cache
def _faint_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in faint_words())


def features_of(text: str, spelling: Spelling) -> Features:
    """The features of a text."""
    words = [spelling.corrected(word) for word in tokens(text)]
    stems = [stem(word) for word in words]
    found = Features()
    covered = _add_meanings(found, words, stems)
    for at, (word, stemmed) in enumerate(zip(words, stems, strict=True)):
        if word in empty_words() or word.isdecimal():
            continue
        weight = FAINT if stemmed in _faint_stems() else WORD
        found.add(f"w:{stemmed}", weight, word)
        if at not in covered and weight == WORD:
            _add_pieces(found, word)
    return found


def _add_meanings(found: Features, words: list[str], stems: list[str]) -> set[int]:
    """Adds what phrases mean; returns where in the text they stand. A longer phrase hides the shorter within."""
    phrases, covered = _phrases(), set[int]()
    for begin, run in sorted(runs(stems, LONGEST_PHRASE), key=lambda each: -each[1].count(" ")):
        places = range(begin, begin + run.count(" ") + 1)
        if run not in phrases or (len(places) == 1 and words[begin] in empty_words()) or covered.issuperset(places):
            continue
        covered.update(places)
        said = " ".join(words[at] for at in places)
        faint = FAINT if len(places) == 1 and stems[begin] in _faint_stems() else 1.0
        share = faint / len(phrases[run]) ** 0.5
        for meaning, theme in phrases[run]:
            found.add(f"m:{meaning}", MEANING * share, said)
            found.add(f"t:{theme}", THEME * share, said)
    return covered


def _add_pieces(found: Features, word: str) -> None:
    """Runs of five letters, by which unknown words resemble each other: "datacenter", "datacentre"."""
    if len(word) > 6:
        for at in range(len(word) - 4):
            found.add(f"p:{word[at : at + 5]}", PIECE / (len(word) - 4) ** 0.5, word)


def merged(many: Iterable[Features]) -> dict[str, float]:
    """How strongly features stand in several texts together."""
    total: dict[str, float] = defaultdict(float)
    for each in many:
        for feature, weight in each.weights.items():
            total[feature] += weight
    return total
