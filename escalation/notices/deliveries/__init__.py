"""Sending what the outbox holds: claim with a lease, send outside the transaction, settle with the lease's token."""

from escalation.notices.deliveries.sending import send_some
from escalation.notices.deliveries.settling import send_again

__all__ = ["send_again", "send_some"]
