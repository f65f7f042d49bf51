"""Drills: an agent says of ten tickets who handles them, and learns from each answer why.

The tickets are resolved ones that she may see, where what the published criteria say and what happened agree, and such
as an admin has made up. What is asked is frozen with the drill.
"""

from escalation.drills.due import is_due
from escalation.drills.sampling import NotEnough, fit
from escalation.drills.taking import AlreadyAnswered, begin, say, show_next

__all__ = ["AlreadyAnswered", "NotEnough", "begin", "fit", "is_due", "say", "show_next"]
