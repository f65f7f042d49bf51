"""How sure a ranking is: the chance that the first team is right, from how like it is and how far ahead.

The weights were fitted on other people's messages (a shop's customers, a bank's, an assistant's users, and messages
that fit nowhere), each time to queues of a line and three examples, and not on those that the tests measure with.
"""

import math
from dataclasses import dataclass

# Below that, triage. Words alone are taken in more easily by a word that two queues share.
SURE = {"words": 0.7, "encoder": 0.6}


@dataclass(frozen=True)
class Weights:
    bias: float
    likeness: float
    lead: float


# By the way in which texts are compared.
WEIGHTS = {
    "words": Weights(-1.74, 2.01, 8.90),
    "encoder": Weights(-2.21, 3.48, 9.92),
}


def chance(likeness: float, lead: float, *, way: str) -> float:
    """0 to 1. `lead` is what the likeness has before the next team's; negative for those behind."""
    weights = WEIGHTS.get(way, WEIGHTS["encoder"])
    return 1 / (1 + math.exp(-(weights.bias + weights.likeness * likeness + weights.lead * lead)))


def is_sure(confidence: float, *, way: str) -> bool:
    return confidence >= SURE.get(way, SURE["encoder"])
