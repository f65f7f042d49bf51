"""The report of hidden handoffs, for leads and for who oversees all teams."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from escalation import hidden
from escalation.filters import HiddenHandoffFilter
from escalation.permissions import can_look_for_hidden_handoffs
from tickets import paging
from tickets.live import PortalRequest
from tickets.paging import Order

SIZE = 25
LATEST = Order("started_at", descending=True)


@require_GET
def hidden_handoffs(request: PortalRequest) -> HttpResponse:
    if not can_look_for_hidden_handoffs(request.user):
        raise PermissionDenied("Only leads and managers look for hidden handoffs.")
    narrowed = HiddenHandoffFilter(request.GET, hidden.looked_after_by(request.user), request=request)
    page = paging.page(
        narrowed.qs,
        order=LATEST,
        asked=request.GET.dict(),
        size=SIZE,
        load=hidden.with_names,
    )
    context = {"filter": narrowed, "page": page, "nav_here": "scorecard", "narrows": narrowed.form.has_changed()}
    return render(request, "escalation/hidden_handoffs.html", context)
