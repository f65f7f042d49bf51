"""Who is there to act now: `duty.on_duty(team, at)` and `duty.answerable(ticket, at)` never answer nobody."""

from escalation.duty.finding import (
    SENT_IT,
    NobodyToTell,
    Recipient,
    answerable,
    hours_of,
    hours_of_all,
    is_there,
    lead_of,
    manager_for,
    on_duty,
    receivers_of,
    recipient_of,
    sender_or_stand_in,
    stand_in,
    watches_now,
    with_receivers,
)

__all__ = [
    "SENT_IT",
    "NobodyToTell",
    "Recipient",
    "answerable",
    "hours_of",
    "hours_of_all",
    "is_there",
    "lead_of",
    "manager_for",
    "on_duty",
    "receivers_of",
    "recipient_of",
    "sender_or_stand_in",
    "stand_in",
    "watches_now",
    "with_receivers",
]
