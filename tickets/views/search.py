"""Search over all tickets that somebody may open."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tickets import excerpts, paging, search
from tickets.filters import ORDERS, TicketOrder
from tickets.live import PortalRequest
from tickets.models import Ticket
from tickets.rows import rows_of

SIZE = 25


@require_GET
def find(request: PortalRequest) -> HttpResponseBase:
    """The tickets with these words, the latest first; `T-4821` leads straight to that ticket."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    number = search.number_of(query)
    if number is not None and Ticket.objects.visible_to(request.user).filter(pk=number).exists():
        return redirect("ticket", number)
    asked = request.GET.dict()
    if asked.keys() & {"before", "after"}:
        found = search.find(Ticket.objects.visible_to(request.user), query, reader=request.user, is_everything=True)
        page = paging.page(found, order=ORDERS[TicketOrder.LATEST], asked=asked, size=SIZE, load=rows_of)
    else:
        page = paging.begin(search.latest(query, reader=request.user, most=SIZE + 1), size=SIZE, load=rows_of)
    marked = excerpts.of(page.rows, search.words_of(query))
    context = {"search_words": query, "page": page, "found": marked, "named": number}
    return render(request, "tickets/search.html", context)
