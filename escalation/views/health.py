"""For whoever watches over Baton itself: open to all on purpose, and saying nothing about any ticket."""

import hashlib
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from escalation import database_clock, patience
from escalation.engine import health, monitoring
from escalation.notices import alerts
from tickets.live import PortalRequest


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"live": True})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """This process answers, and its database does."""
    try:
        with patience.answers_within(patience.OF_WATCHMAN), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False, "complaints": ["The database does not answer."]}, status=503)
    return JsonResponse({"ready": True})


@login_not_required
@never_cache
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """503 while deadlines are not being enforced, with the reasons in words."""
    try:
        with patience.answers_within(patience.OF_WATCHMAN):
            found, skew = health.check(database_clock.now()), database_clock.skew()
    except DatabaseError:
        return JsonResponse({"well": False, "complaints": ["The database does not answer."]}, status=503)
    answer = {
        "well": found.is_well,
        "watched": found.watched,
        "canary_recorded_at": found.canary_recorded_at,
        "complaints": found.complaints,
        "clock_skew_seconds": round(skew.total_seconds(), 1),
    }
    return JsonResponse(answer, status=200 if found.is_well else 503)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to whoever knows METRICS_TOKEN; without one set there is no such page."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(request.headers.get("Authorization", ""), expected):
        raise Http404
    return HttpResponse(monitoring.figures(database_clock.now()), content_type=CONTENT_TYPE_LATEST)


@never_cache
@require_safe
def banner(request: HttpRequest) -> HttpResponse:
    """What every page says while deadlines are not enforced, or somebody on duty cannot be alerted; else nothing."""
    now = database_clock.now()
    found, reach = health.check(now), alerts.out_of_reach(cast(PortalRequest, request).user, now)
    # A page that shows this already is left as it is: read aloud every few seconds it would be no news.
    shown = hashlib.blake2b(repr((found.complaints, reach)).encode(), digest_size=8).hexdigest()
    if request.GET.get("shown") == shown:
        return HttpResponse(status=204)
    return render(request, "escalation/health_banner.html", {"health": found, "reach": reach, "shown": shown})
