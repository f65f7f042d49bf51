"""The admin of handoffs, and of what decides about them."""

from escalation.admin import deliveries, duty, handoffs, policies, shifts, types

__all__ = ["deliveries", "duty", "handoffs", "policies", "shifts", "types"]
