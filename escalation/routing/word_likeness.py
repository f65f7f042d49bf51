"""Likeness by words: what a text says against what descriptions and examples say. Needs nothing but Python."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest

from escalation.routing.features import Features, features_of, known_words, merged
from escalation.routing.subjects import Subject
from escalation.routing.tables import sayings
from escalation.routing.words import Spelling, tokens

NAME, DESCRIPTION, EXAMPLE, LEARNED = 1.2, 1.5, 0.6, 0.35
HALF = 0.7  # the weight at which a feature is half way to certain


@dataclass(frozen=True)
class Shared:
    """What a text shares with a subject: how much, 0 to 1, and the words that say so, the weightiest first."""

    score: float
    words: tuple[str, ...]


class WordLikeness:
    """Compares texts with subjects. Build it once for some criteria and keep it."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = tuple(subjects)
        self._spelling = Spelling(known_words().union(*(tokens(text) for each in subjects for text in _texts(each))))
        self._strengths = [self._strength(subject) for subject in self.subjects]
        self._having = _having(self._strengths)
        self._teams = len({subject.team for subject in self.subjects})

    def compare(self, text: str) -> dict[int, Shared]:
        """What the text shares with each subject, by its place; those that share nothing are left out."""
        said = features_of(text, self._spelling)
        evidence: dict[int, dict[str, float]] = defaultdict(dict)
        for feature, weight in said.weights.items():
            telling = self._telling(feature)
            for index in self._having.get(feature, ()):
                evidence[index][feature] = weight * telling * self._strengths[index][feature]
        whole = self._whole(said)
        return {index: _shared(parts, whole, said) for index, parts in evidence.items()}

    def _strength(self, subject: Subject) -> dict[str, float]:
        """How certainly each feature belongs to the subject, 0 to 1."""
        parts = [
            (NAME, [subject.name]),
            (DESCRIPTION, [subject.description]),
            (EXAMPLE, subject.examples),
            (LEARNED, subject.learned),
        ]
        total: dict[str, float] = defaultdict(float)
        for weight, texts in parts:
            for feature, count in merged(features_of(text, self._spelling) for text in texts).items():
                total[feature] += weight * count
        return {feature: count / (count + HALF) for feature, count in total.items()}

    def _telling(self, feature: str) -> float:
        """How much a feature tells teams apart: what few teams and few everyday topics have tells most.

        Each topic counts as a team: nine descriptions alone cannot know that "order" is said everywhere.
        """
        teams = len({self.subjects[index].team for index in self._having.get(feature, ())})
        having = teams + _in_topics().get(feature, 0)
        return math.log1p((self._teams + len(sayings())) / max(1, having))

    def _whole(self, said: Features) -> float:
        """The evidence there would be if some subject had all that the text says."""
        return math.fsum(weight * self._telling(feature) for feature, weight in said.weights.items())


def _shared(parts: dict[str, float], whole: float, said: Features) -> Shared:
    strongest = [word for feature in nlargest(6, parts, key=parts.__getitem__) for word in said.said[feature]]
    return Shared(math.fsum(parts.values()) / (whole + 1.0), tuple(dict.fromkeys(strongest))[:4])


def _texts(subject: Subject) -> tuple[str, ...]:
    return (subject.name, subject.description, *subject.examples, *subject.learned)


@cache
def _in_topics() -> Counter[str]:
    """In how many everyday topics each feature is said."""
    spelling = Spelling(known_words())
    return Counter(
        feature for said in sayings().values() for feature in merged(features_of(text, spelling) for text in said)
    )


def _having(strengths: Sequence[dict[str, float]]) -> dict[str, list[int]]:
    having: dict[str, list[int]] = {}
    for index, strength in enumerate(strengths):
        for feature in strength:
            having.setdefault(feature, []).append(index)
    return having
