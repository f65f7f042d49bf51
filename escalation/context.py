"""What every page's header shows of its reader's work."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from escalation.counts import Counts
from tickets.models import Agent


def nav(request: HttpRequest) -> dict[str, Any]:
    """`nav`, whose counts are read when a header is drawn and never otherwise."""
    user = request.user
    return {"nav": Counts(user, timezone.now())} if isinstance(user, Agent) else {}
