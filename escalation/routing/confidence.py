"""How sure a ranking is: the chance that the first team is right, from how far ahead of the next it is.

How like the text is to the first says nothing more: queues that overlap are all like the same texts. docs/routing.md
says what the numbers were fitted on.
"""

import math
from dataclasses import dataclass

SURE = 0.8  # below that, triage


@dataclass(frozen=True)
class Weights:
    bias: float
    lead: float


# By the way in which texts are compared.
WEIGHTS = {"words": Weights(-1.58, 5.4), "encoder": Weights(-0.49, 7.5)}


def chance(lead: float, *, way: str) -> float:
    """0 to 1. `lead` is what the likeness has before the next team's; negative for those behind."""
    weights = WEIGHTS.get(way, WEIGHTS["encoder"])
    return 1 / (1 + math.exp(-(weights.bias + weights.lead * lead)))


def is_sure(confidence: float) -> bool:
    return confidence >= SURE
