"""The demo as tests look at it: loaded at one instant, small."""

from datetime import UTC, datetime
from typing import Any

from config.demo.directory import SOURCE
from tickets.models import Ticket

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
TICKETS = 200


def live() -> Any:
    """What goes on."""
    return Ticket.objects.filter(source=SOURCE, external_id__startswith="live-")


def past() -> Any:
    """What is history."""
    return Ticket.objects.filter(source=SOURCE, external_id__startswith="past-")
