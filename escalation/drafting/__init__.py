"""What a thread says of itself: a hand-over form's first draft, each value with the message it was quoted from.

Rules without a database and without chance: the same thread gives the same proposal, and nothing is said that no
message says. What cannot be quoted is left to the sender: what to do next, above all.
"""

from escalation.drafting.proposal import Drafted, Proposal, propose
from escalation.drafting.steps import tried
from escalation.drafting.thread import Author, Said

__all__ = ["Author", "Drafted", "Proposal", "Said", "propose", "tried"]
