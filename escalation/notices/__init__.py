"""Word to those concerned, from the row that a deed writes to what rings: `notices.tell(...)` is where it begins."""

from escalation.notices.telling import at_a_glance, clear_waiting, in_words, mark_read, tell

__all__ = ["at_a_glance", "clear_waiting", "in_words", "mark_read", "tell"]
