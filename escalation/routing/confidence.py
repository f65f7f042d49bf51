"""How sure a ranking is: the chance that the first team is right, from how like it is and how far ahead.

The weights were fitted on other people's messages (a shop's customers, an office's help desk, and messages that fit
nowhere), not on those that the tests measure with.
"""

import math
from dataclasses import dataclass

SURE = 0.55  # below that, triage


@dataclass(frozen=True)
class Weights:
    bias: float
    likeness: float
    lead: float


# By the way in which texts are compared.
WEIGHTS = {
    "words": Weights(-3.30, 6.21, 5.67),
    "encoder": Weights(-3.61, 9.96, 5.80),
}


def chance(likeness: float, lead: float, *, way: str) -> float:
    """0 to 1. `lead` is what the likeness has before the next team's; negative for those behind."""
    weights = WEIGHTS[way]
    return 1 / (1 + math.exp(-(weights.bias + weights.likeness * likeness + weights.lead * lead)))
