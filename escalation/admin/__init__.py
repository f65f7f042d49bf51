"""The admin of handoffs, and of what decides about them."""

from escalation.admin import deliveries, handoffs, policies

__all__ = ["deliveries", "handoffs", "policies"]
