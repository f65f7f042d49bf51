"""The admin of handoffs, and of what decides about them."""

from escalation.admin import handoffs, policies

__all__ = ["handoffs", "policies"]
