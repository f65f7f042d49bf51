"""Sending what the outbox holds: claim with a lease, send outside the transaction, settle with the lease's token."""

from escalation.deliveries.sending import send_some
from escalation.deliveries.settling import send_again

__all__ = ["send_again", "send_some"]
