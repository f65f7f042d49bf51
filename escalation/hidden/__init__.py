"""Handoffs that nobody called one: a ticket changed hands, or was answered by another, and no handoff says why."""

from escalation.hidden.answering import (
    Offer,
    answers_looked_after_by,
    answers_with_names,
    answers_without_handoff,
    hidden_answers_in,
    latest_answers_of,
)
from escalation.hidden.explaining import AlreadyExplained, LateContext, NotHidden, add_context
from escalation.hidden.finding import (
    HIDDEN_CAUSES,
    changes_without_handoff,
    hidden_in,
    is_hidden,
    latest_of,
    looked_after_by,
    with_names,
)

__all__ = [
    "HIDDEN_CAUSES",
    "AlreadyExplained",
    "LateContext",
    "NotHidden",
    "Offer",
    "add_context",
    "answers_looked_after_by",
    "answers_with_names",
    "answers_without_handoff",
    "changes_without_handoff",
    "hidden_answers_in",
    "hidden_in",
    "is_hidden",
    "latest_answers_of",
    "latest_of",
    "looked_after_by",
    "with_names",
]
