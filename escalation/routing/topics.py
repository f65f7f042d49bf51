"""What everyday topic a text sounds like, by a table of what customers say of each: "still waiting" is a late order.

A description of two sentences and three examples use few of the words that customers have. The table knows more: where
a text and an example of a team sound like the same topic, they belong together without sharing a word.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

from escalation.routing.likeness import Comparison
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.subjects import Subject
from escalation.routing.tables import sayings

WORDS_COUNT = 0.8  # against the nearness of meaning
SHARPNESS = 20.0  # how much a topic that a text is liker stands out
LEAST = 0.02  # a smaller share of a text is chance


class Topics:
    """Tells topics of texts by one encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._names = tuple(sayings())
        self._comparison = Comparison([Subject(key, "", key, "", said) for key, said in sayings().items()], encoder)

    @lru_cache(maxsize=20_000)  # noqa: B019 - lives as long as its encoder; criteria published anew have mostly the same
    def of(self, text: str) -> Mapping[str, float]:
        """How much of it sounds like each topic; together 1."""
        likeness = [near + WORDS_COUNT * shared.score for near, shared in self._comparison.compare(text)]
        most = max(likeness)
        parts = [math.exp(SHARPNESS * (each - most)) for each in likeness]
        shares = {name: part / sum(parts) for name, part in zip(self._names, parts, strict=True)}
        return {name: share for name, share in shares.items() if share >= LEAST}


@lru_cache(maxsize=2)
def topics_by(encoder: Encoder) -> Topics:
    """The topics of an encoder, made once in a process."""
    return Topics(encoder)
