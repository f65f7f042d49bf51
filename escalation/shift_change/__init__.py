"""Shift changes: whoever goes and whoever comes go through open tickets together, and none of them is left behind.

A shift change is open for a window around the moment at which the shift changes. The outgoing agent says of each of
her tickets how it stands and what to do next; the incoming side asks, and takes them one by one. What nobody has taken
when the window ends goes to whoever is on duty. At the end of the team's own shift what nobody holds is among them.
"""

from escalation.shift_change.ending import NotAllNoted, SomeLeft, call_off, sign_off
from escalation.shift_change.starting import NobodyFollows, NothingHeld, OpenAlready, start_by_hand
from escalation.shift_change.taking import take, take_all
from escalation.shift_change.walking import (
    AlreadyTaken,
    NotAllowedNow,
    NotHeld,
    NothingSaid,
    NotNoted,
    note,
    say,
    summarize,
)
from escalation.typed import ChangedElsewhere, Source

__all__ = [
    "AlreadyTaken",
    "ChangedElsewhere",
    "NobodyFollows",
    "NotAllNoted",
    "NotAllowedNow",
    "NotHeld",
    "NotNoted",
    "NothingHeld",
    "NothingSaid",
    "OpenAlready",
    "SomeLeft",
    "Source",
    "call_off",
    "note",
    "say",
    "sign_off",
    "start_by_hand",
    "summarize",
    "take",
    "take_all",
]
