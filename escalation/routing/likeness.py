"""How like a text is to each of some subjects, by nearness of meaning and by shared words."""

from collections.abc import Sequence

from escalation.routing.meaning_likeness import Encoder, MeaningLikeness
from escalation.routing.subjects import Subject
from escalation.routing.word_likeness import Shared, WordLikeness

_NOTHING = Shared(0.0, ())


class Comparison:
    """Compares texts with subjects. Built once for them; safe to share between threads."""

    def __init__(self, subjects: Sequence[Subject], encoder: Encoder) -> None:
        self._words = WordLikeness(subjects)
        self._meaning = MeaningLikeness(subjects, encoder)

    def compare(self, text: str) -> list[tuple[float, Shared]]:
        """Of each subject, in their order: how near the text is in meaning, and what words they share."""
        shared = self._words.compare(text)
        near = self._meaning.compare(text)
        return [(each, shared.get(index, _NOTHING)) for index, each in enumerate(near)]
