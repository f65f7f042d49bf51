"""What receivers say when they are asked whether they could go on without reading earlier messages."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random

from escalation.continuation import is_asked
from escalation.models import Continuation, Handoff

COULD = 0.78
_MISSING = (
    "Which order it was about.",
    "The exact message that the customer saw.",
    "What was promised, and by when.",
    "Whether the customer had tried it again since.",
    "The steps were there, their results were not.",
)


def asked_afterwards(handoffs: Iterable[Handoff]) -> Iterator[Continuation]:
    """The answers about those of these saved handoffs that are drawn; one in eight says nothing."""
    for handoff in handoffs:
        if handoff.acknowledged_at and is_asked(handoff.pk, share=handoff.type.asked_share):
            asked = Continuation(handoff=handoff, asked_at=handoff.acknowledged_at, asked_of=handoff.acknowledged_by)
            yield _answered(asked, Random(f"afterwards {handoff.pk}"))  # noqa: S311


def _answered(asked: Continuation, rng: Random) -> Continuation:
    if rng.random() < 1 / 8:
        return asked
    asked.could = rng.random() < COULD
    asked.missing = "" if asked.could else rng.choice(_MISSING)
    asked.answered_at = asked.asked_at + timedelta(minutes=rng.uniform(1, 30))
    return asked
