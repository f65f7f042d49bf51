"""Which subjects a text is like: by its words, by what they mean, and by the topic it sounds like, together."""

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.routing.kinship import Kin, Kinship
from escalation.routing.likeness import Comparison
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.subjects import Likeness, Subject
from escalation.routing.topics import topics_by
from escalation.routing.word_likeness import Shared


@dataclass(frozen=True)
class Weights:
    """What shared words and a shared topic count against nearness of meaning."""

    words: float
    kinship: float


# By the way in which meaning is compared: without an encoder nearness says less, and topics are told less well.
WEIGHTS = {"words": Weights(2.0, 0.5), "encoder": Weights(0.4, 0.45)}


class Matcher:
    """Ranks subjects. Built once for some criteria; safe to share between threads."""

    def __init__(self, subjects: Sequence[Subject], encoder: Encoder) -> None:
        self.subjects = tuple(subjects)
        self.way = encoder.name
        self._weights = WEIGHTS.get(self.way, WEIGHTS["encoder"])
        self._comparison = Comparison(self.subjects, encoder)
        self._kinship = Kinship(self.subjects, topics_by(encoder))

    def rank(self, text: str) -> list[Likeness]:
        """Every subject, the likest first."""
        compared = zip(self.subjects, self._comparison.compare(text), self._kinship.compare(text), strict=True)
        found = [
            Likeness(subject, self._score(near, shared, kin), shared.words, kin.topic)
            for subject, (near, shared), kin in compared
        ]
        return sorted(found, key=lambda each: (-each.score, each.subject.key))

    def _score(self, near: float, shared: Shared, kin: Kin) -> float:
        return near + self._weights.words * shared.score + self._weights.kinship * kin.score
