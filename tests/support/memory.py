"""What the product keeps of rows in a process, and what a test must not find there of the test before it."""

from escalation.criteria import sample
from escalation.drills import due
from escalation.routing import learning, standing


def forget() -> None:
    """What was learned from the tickets that there were, and kept of them, holds no more."""
    learning.forget()
    standing.forget()
    sample.lately.forget()
    due.forget()
