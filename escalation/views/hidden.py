"""The report of hidden handoffs, for leads and for who oversees all teams."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from escalation import hidden
from escalation.filters import HiddenAnswerFilter, HiddenHandoffFilter
from escalation.permissions import can_look_for_hidden_handoffs
from tickets.live import PortalRequest
from tickets.weaving import Strand, weave

SIZE = 25


@require_GET
def hidden_handoffs(request: PortalRequest) -> HttpResponse:
    if not can_look_for_hidden_handoffs(request.user):
        raise PermissionDenied("Only leads and managers look for hidden handoffs.")
    agent = request.user
    asked = HiddenHandoffFilter(request.GET, request=request)
    narrows = asked.form.has_changed()
    strands = (
        Strand(
            lambda: HiddenHandoffFilter(request.GET, hidden.looked_after_by(agent), request=request).qs,
            "started_at",
            hidden.with_names,
            latest=None if narrows else partial(hidden.latest_of, agent),
        ),
        Strand(
            lambda: HiddenAnswerFilter(request.GET, hidden.answers_looked_after_by(agent), request=request).qs,
            "posted_at",
            hidden.answers_with_names,
            latest=None if narrows else partial(hidden.latest_answers_of, agent),
        ),
    )
    page = weave(strands, asked=request.GET.dict(), size=SIZE)
    context = {"filter": asked, "page": page, "nav_here": "scorecard", "narrows": narrows}
    return render(request, "escalation/hidden_handoffs.html", context)
