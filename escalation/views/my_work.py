"""My work: what waits for one agent, and what she is accountable for."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalation import drills, presence
from escalation.beginning import first_steps
from escalation.work import work_of
from tickets.live import PortalRequest, answer
from tickets.permissions import can_administer


@require_GET
def my_work(request: PortalRequest) -> HttpResponse:
    now = timezone.now()
    work = work_of(request.user, now=now)
    here = presence.words_for(work.ticket_ids, reader=request.user, at=now)
    context = {"work": work, "here": here, "now": now}
    if not request.htmx:  # beside what is asked for again and again
        context["drill_is_due"] = drills.is_due(request.user)
        context["first_steps"] = first_steps(request.user) if can_administer(request.user) else ()
    return answer(request, "escalation/my_work.html", context, part="rows", shows=[vars(work), here])
