"""Who handles this? A page that answers as one types, and the quick-reference chart of each team."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from escalation.criteria.live import live
from escalation.models import Handoff, HandoffType
from escalation.permissions import can_hand_over
from escalation.routing.chart import chart_of
from escalation.routing.desks import desk_of, who_handles
from escalation.views.teams import one_of
from escalation.views.ticket import opened
from tickets.keys import key_of
from tickets.live import PortalRequest
from tickets.models import Team, Ticket

LONGEST = 2_000  # characters of a question that are read
SHORTEST = 3


@require_GET
def who(request: PortalRequest) -> HttpResponse:
    """The page; to htmx only the answer."""
    ticket = _ticket(request)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST] or (ticket.subject if ticket else "")
    now = timezone.now()
    found = who_handles(asked, at=now, ticket=ticket) if len(asked) >= SHORTEST else None
    waits = Handoff.objects.waiting().select_related("to_team")
    waiting = waits.filter(ticket=ticket).first() if ticket else None
    context = {
        "asked": asked,
        "found": found,
        "ticket": ticket,
        "waiting": waiting,
        "may_hand_over": bool(ticket and not waiting and can_hand_over(request.user, ticket)),
        "teams": Team.objects.filter(is_active=True, tier__gt=0).in_order(),
        "now": now,
    }
    template = "escalation/who_answer.html" if request.htmx else "escalation/who.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _ticket(request: PortalRequest) -> Ticket | None:
    """The ticket that is asked about, if one is. Raises Http404."""
    asked = request.GET.get("ticket", "")
    if not asked:
        return None
    if (number := key_of(asked)) is None:
        raise Http404
    return opened(request, number)


@require_GET
def chart(request: PortalRequest, team: str) -> HttpResponse:
    """What comes to a team, on a page to print."""
    shown = one_of(Team.objects.filter(is_active=True), slug=team)
    now = timezone.now()
    kinds = dict(HandoffType.objects.values_list("slug", "name"))
    context = {"team": shown, "chart": chart_of(team, live().criteria), "desk": desk_of(shown, at=now), "kinds": kinds}
    return render(request, "escalation/who_chart.html", {**context, "now": now})
