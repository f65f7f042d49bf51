"""Handoffs that nobody called one: a ticket changed hands, and no handoff says why or with what."""

from escalation.hidden.explaining import AlreadyExplained, LateContext, NotHidden, add_context
from escalation.hidden.finding import (
    HIDDEN_CAUSES,
    changes_without_handoff,
    hidden_in,
    is_hidden,
    looked_after_by,
    with_names,
)

__all__ = [
    "HIDDEN_CAUSES",
    "AlreadyExplained",
    "LateContext",
    "NotHidden",
    "add_context",
    "changes_without_handoff",
    "hidden_in",
    "is_hidden",
    "looked_after_by",
    "with_names",
]
