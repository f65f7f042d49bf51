"""The admin of handoffs, and of what decides about them."""

from escalation.admin import deliveries, drills, duty, handoffs, policies, revisions, rules, shifts, teams, trees, types

__all__ = [
    "deliveries",
    "drills",
    "duty",
    "handoffs",
    "policies",
    "revisions",
    "rules",
    "shifts",
    "teams",
    "trees",
    "types",
]
