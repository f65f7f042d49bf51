"""Likeness by topic: whether a text and some part of what a subject says of itself sound like the same thing."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from escalation.routing.subjects import Subject
from escalation.routing.topics import Topics

_CLAUSE = re.compile(r"[,;.:]|\band\b|\bor\b")
MOST = 12  # examples of a subject: more would say the same again
NOTICED = 0.3  # a text and a subject have less in common by chance


@dataclass(frozen=True)
class Kin:
    """How much a text sounds like a subject, 0 to 1, and of what topic; no topic where that is little."""

    score: float
    topic: str


class Kinship:
    """Compares texts with subjects. Build it once for some criteria and keep it."""

    def __init__(self, subjects: Sequence[Subject], topics: Topics) -> None:
        self._topics = topics
        self._count = len(subjects)
        self._owner: list[int] = []  # of each part, the place of its subject
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, subject in enumerate(subjects):
            for text in dict.fromkeys(_parts(subject)):
                for topic, share in topics.of(text).items():
                    self._having[topic].append((len(self._owner), math.sqrt(share)))
                self._owner.append(place)

    def compare(self, text: str) -> list[Kin]:
        """Of each subject, in their order, how much the text and the nearest of its parts have in common."""
        common: dict[int, float] = defaultdict(float)
        most: dict[int, tuple[float, str]] = {}
        for topic, share in self._topics.of(text).items():
            for part, root in self._having.get(topic, ()):
                both = math.sqrt(share) * root
                common[part] += both
                most[part] = max(most.get(part, (0.0, "")), (both, topic))
        found = [Kin(0.0, "")] * self._count
        for part, score in common.items():
            if score > found[self._owner[part]].score:
                found[self._owner[part]] = Kin(score, most[part][1] if score >= NOTICED else "")
        return found


def _parts(subject: Subject) -> Iterator[str]:
    """Name and description together, what the description lists, and the examples."""
    yield f"{subject.name}. {subject.description}"
    yield from (clause.strip() for clause in _CLAUSE.split(subject.description) if clause.strip())
    yield from subject.examples[:MOST]
