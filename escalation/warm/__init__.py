"""Warm transfers: the two talk first, in private, and the ticket changes hands when the receiver says she is ready.

A warm transfer is a handoff with an open talk: sent, waiting, its clocks running from the first ask. One person at a
time is asked; who does not answer in time, or names somebody else, makes room for the next, and where nobody is left
the handoff waits like any other. The customer sees nothing of it but one line of introduction at the end.
"""

from escalation.warm.answering import (
    NoIntroduction,
    NotAskedNow,
    NothingSaid,
    TalkIsOver,
    ask_instead,
    introduce,
    not_me,
    ready,
    say,
    stop_talking,
)
from escalation.warm.asking import AskedBefore, NobodyToTalkTo, NotAsTalk, send

__all__ = [
    "AskedBefore",
    "NoIntroduction",
    "NobodyToTalkTo",
    "NotAsTalk",
    "NotAskedNow",
    "NothingSaid",
    "TalkIsOver",
    "ask_instead",
    "introduce",
    "not_me",
    "ready",
    "say",
    "send",
    "stop_talking",
]
