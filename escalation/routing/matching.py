"""Which subjects a text is like: by its words and by what they mean, together."""

from collections.abc import Sequence

from escalation.routing.meaning_likeness import Encoder, MeaningLikeness
from escalation.routing.subjects import Likeness, Subject
from escalation.routing.word_likeness import Shared, WordLikeness

WORDS_COUNT = 0.8  # against the nearness of meaning
_NOTHING = Shared(0.0, ())


class Matcher:
    """Ranks subjects. Built once for some criteria; safe to share between threads."""

    def __init__(self, subjects: Sequence[Subject], encoder: Encoder) -> None:
        self.subjects = tuple(subjects)
        self.way = encoder.name
        self._words = WordLikeness(self.subjects)
        self._meaning = MeaningLikeness(self.subjects, encoder)

    def rank(self, text: str) -> list[Likeness]:
        """Every subject, the likest first."""
        shared, near = self._words.compare(text), self._meaning.compare(text)
        found = []
        for index, subject in enumerate(self.subjects):
            by_words = shared.get(index, _NOTHING)
            found.append(Likeness(subject, near[index] + WORDS_COUNT * by_words.score, by_words.words))
        return sorted(found, key=lambda each: (-each.score, each.subject.key))
