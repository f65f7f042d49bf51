from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.cards import FEW, cards, tables
from metrics.hidden import hidden_handoffs_of
from metrics.lists import Narrowing, as_csv, behind
from metrics.permissions import can_view_clarity
from metrics.reports.figures import Figure
from metrics.reports.scorecard import scorecard
from metrics.scope import Scope, scope_of
from metrics.spark import bars
from tickets.live import PortalRequest

PAGE_LENGTH = 50
BESIDE = (Figure.LATE, Figure.SENT_ON, Figure.WITHDRAWN)  # figures that are no headline


@require_safe
def scorecard_page(request: PortalRequest) -> HttpResponse:
    scope = scope_of(request.user, request.GET, timezone.now())
    if scope is None:
        return render(request, "metrics/scorecard.html", {"scope": None})
    card = scorecard(scope.week, scope.team, now=scope.now, with_sent=scope.may_see_all, way=scope.way)
    return render(
        request,
        "metrics/scorecard.html",
        {
            "scope": scope,
            "card": card,
            "cards": cards(card),
            "tables": tables(card),
            "spark": bars(card.trend),
            "figures": list(Figure),
            "beside": [(figure, card.figures.counts[figure]) for figure in BESIDE],
            "few": FEW,
            "hidden": hidden_handoffs_of(scope, request.user),
            "may_see_clarity": can_view_clarity(request.user),
        },
    )


@require_safe
def handoffs_page(request: PortalRequest) -> HttpResponse:
    """The handoffs that a figure of the scorecard counts."""
    scope, narrowing = _asked(request)
    page = Paginator(behind(scope, narrowing, request.user), PAGE_LENGTH).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "scope": scope,
        "narrowing": narrowing,
        "page": page,
        "asked": asked.urlencode(),
        "nav_here": "scorecard",
    }
    return render(request, "metrics/handoffs.html", context)


@require_safe
def handoffs_csv(request: PortalRequest) -> StreamingHttpResponse:
    scope, narrowing = _asked(request)
    response = StreamingHttpResponse(
        as_csv(behind(scope, narrowing, request.user)), content_type="text/csv; charset=utf-8"
    )
    name = f"handoffs-{scope.week}-{scope.team_slug}-{narrowing.figure}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: PortalRequest) -> tuple[Scope, Narrowing]:
    scope = scope_of(request.user, request.GET, timezone.now())
    if scope is None:
        raise Http404("You work in no team.")
    return scope, Narrowing.of(request.GET)
