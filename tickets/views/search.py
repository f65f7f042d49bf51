"""Search over all tickets that somebody may open."""

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tickets import excerpts, paging, search
from tickets.compiled import any_of, compiled
from tickets.filters import ORDERS, TicketOrder
from tickets.live import PortalRequest
from tickets.models import Ticket

SIZE = 25


@compiled
def _rows(*, numbers: list[int]) -> QuerySet[Ticket, Ticket]:
    return Ticket.objects.for_rows().filter(any_of("pk", numbers))


@require_GET
def find(request: PortalRequest) -> HttpResponseBase:
    """The tickets with these words, the latest first; `T-4821` leads straight to that ticket."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    visible = Ticket.objects.visible_to(request.user)
    number = search.number_of(query)
    if number is not None and visible.filter(pk=number).exists():
        return redirect("ticket", number)
    page = paging.page(
        search.find(visible, query),
        order=ORDERS[TicketOrder.LATEST],
        asked=request.GET.dict(),
        size=SIZE,
        load=lambda numbers: _rows(numbers=numbers),
    )
    found = excerpts.of(page.rows, search.words_of(query))
    context = {"search_words": query, "page": page, "found": found, "named": number}
    return render(request, "tickets/search.html", context)
