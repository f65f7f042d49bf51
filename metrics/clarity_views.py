"""The clarity report's pages."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from escalation.criteria.former import names_of
from metrics.permissions import can_view_clarity
from metrics.reports.clarity import Trouble, clarity, found_since
from metrics.reports.drill_answers import Drilled, answers_since, criterion_of, drilled, names_of_cases
from tickets.live import PortalRequest
from tickets.models import Ticket

SPANS = (7, 30, 90)  # days
PAGE_LENGTH = 50


@require_safe
def clarity_page(request: PortalRequest) -> HttpResponse:
    """What confuses people, the worst first."""
    days = _days(request)
    now = timezone.now()
    since = now - timedelta(days=days)
    context = {
        "lines": clarity(since),
        "drilled": _drilled(since),
        "days": days,
        "spans": SPANS,
        "troubles": list(Trouble),
        "nav_here": "scorecard",
    }
    return render(request, "metrics/clarity.html", context)


@require_safe
def clarity_drills(request: PortalRequest) -> HttpResponse:
    """Every answer that drills got for one criterion, and the tickets that were asked about."""
    days = _days(request)
    if "criterion" not in request.GET:
        return redirect(f"{reverse('clarity')}?days={days}#drilled")
    key = request.GET["criterion"][:200]
    answers = [each for each in answers_since(timezone.now() - timedelta(days=days)) if criterion_of(each) == key]
    found = next(iter(drilled(answers, {**names_of([key]), **names_of_cases([key])})), None)
    if found is None:
        raise Http404("Nothing was asked about this.")
    page = Paginator(answers, PAGE_LENGTH).get_page(request.GET.get("page"))
    visible = Ticket.objects.visible_to(request.user).filter(pk__in=[each.ticket_id for each in page if each.ticket_id])
    tickets = {ticket.pk: ticket for ticket in visible}
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "rows": [(each, tickets.get(each.ticket_id or 0)) for each in page],
        "found": found,
        "days": days,
        "asked": asked.urlencode(),
        "nav_here": "scorecard",
    }
    return render(request, "metrics/clarity_drills.html", context)


def _drilled(since: datetime) -> list[Drilled]:
    answers = answers_since(since)
    keys = {criterion_of(each) for each in answers}
    return drilled(answers, {**names_of(keys), **names_of_cases(keys)})


@require_safe
def clarity_tickets(request: PortalRequest) -> HttpResponse:
    """The tickets with which one thing went wrong in one way."""
    days = _days(request)
    if not {"trouble", "criterion"} <= set(request.GET):
        return redirect(f"{reverse('clarity')}?days={days}")
    name, key = request.GET["trouble"], request.GET["criterion"][:200]
    if name not in Trouble.values:
        raise Http404("There is no such figure.")
    now = timezone.now()
    found = [each for each in found_since(now - timedelta(days=days)) if (each.trouble, each.criterion) == (name, key)]
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    shown = {each.ticket for each in page if each.ticket}
    visible = Ticket.objects.visible_to(request.user).filter(pk__in=shown).select_related("account", "team")
    tickets = {ticket.pk: ticket for ticket in visible}
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "rows": [(each, tickets.get(each.ticket or 0)) for each in page],
        "trouble": Trouble(name),
        "name": {**names_of([key]), **names_of_cases([key])}.get(key, key),
        "days": days,
        "asked": asked.urlencode(),
        "nav_here": "scorecard",
    }
    return render(request, "metrics/clarity_tickets.html", context)


def _days(request: PortalRequest) -> int:
    """How far back. Raises PermissionDenied, Http404."""
    if not can_view_clarity(request.user):
        raise PermissionDenied("Only managers and admins see where the criteria confuse people.")
    asked = request.GET.get("days", str(SPANS[-1]))
    if asked not in map(str, SPANS):
        raise Http404("There is no such span.")
    return int(asked)
