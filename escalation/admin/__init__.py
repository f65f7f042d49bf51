"""The admin of handoffs, and of what decides about them."""

from escalation.admin import deliveries, duty, handoffs, policies, revisions, rules, shifts, trees, types

__all__ = ["deliveries", "duty", "handoffs", "policies", "revisions", "rules", "shifts", "trees", "types"]
