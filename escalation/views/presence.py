"""The heartbeat of an open ticket page: says who it is, and hears who else is there."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from escalation import presence
from escalation.views.ticket import opened
from tickets.live import PortalRequest


@require_POST
def beat(request: PortalRequest, pk: int) -> JsonResponse:
    """`state` is viewing, writing or left, in one `window` of hers. Nothing is written to the database."""
    ticket, now = opened(request, pk), timezone.now()
    state, window = request.POST.get("state"), request.POST.get("window", "")
    if state == "left":
        presence.leave(ticket.pk, agent=request.user, window=window, at=now)
        return JsonResponse({"here": []})
    here = presence.note(ticket.pk, agent=request.user, is_writing=state == "writing", window=window, at=now)
    return JsonResponse({"here": [{"name": each.name, "is_writing": each.is_writing} for each in here]})
