"""Drills: where one begins, answers, and sees how it went."""

from statistics import median

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalation import drills
from escalation.models import Drill, DrillQuestion
from escalation.models.drill import ENOUGH, QUESTIONS
from escalation.permissions import can_take_drills
from escalation.refusals import refused
from tickets.keys import key_of
from tickets.live import PortalRequest
from tickets.models import Team
from tickets.permissions import can_administer

SHOWN = 20  # of the drills one took before


@require_GET
def index(request: PortalRequest) -> HttpResponse:
    """One's drills, and a way to begin one; or how many tickets are missing for that."""
    found = Drill.objects.filter(agent=request.user).order_by("-begun_at")[:SHOWN]
    going_on, may_begin = next((drill for drill in found if drill.is_open), None), can_take_drills(request.user)
    may_write = can_administer(request.user)
    looks = (may_begin or may_write) and going_on is None
    context = {
        "drills": found,
        "going_on": going_on,
        "is_due": drills.is_due(request.user),
        "may_begin": may_begin,
        "missing": max(0, QUESTIONS - drills.fit(request.user, at=timezone.now())) if looks else 0,
        "may_write": may_write,
        "questions": QUESTIONS,
        "enough": ENOUGH,
    }
    return render(request, "escalation/drills.html", context)


@require_POST
def begin(request: PortalRequest) -> HttpResponse:
    if not can_take_drills(request.user):
        messages.error(request, "Drills are for people who answer customers in a team.")
        return redirect("drills")
    try:
        drill = drills.begin(request.user, at=timezone.now())
    except drills.NotEnough as error:
        messages.error(request, refused(error).sentence)
        return redirect("drills")
    return redirect("drill", pk=drill.pk)


@require_GET
def drill(request: PortalRequest, pk: int) -> HttpResponse:
    """The next ticket; after an answer what was right of it; at the end how it went."""
    found = _found(request, pk)
    questions = list(found.questions.select_related("right_team", "answer").order_by("position"))
    answered = [question for question in questions if question.is_answered]
    current = next((question for question in questions if not question.is_answered), None)
    last = answered[-1] if answered and (current is None or current.shown_at is None) else None
    wants_result = request.GET.get("result") == "1"
    context = {
        "drill": found,
        "questions": questions,
        "answered": answered,
        "last": None if wants_result else last,
        "current": current,
        "teams": Team.objects.filter(is_active=True, tier__gt=0).in_order(),
        "right": sum(question.is_right for question in answered),
        "median": _median(answered),
        "enough": ENOUGH,
    }
    return render(request, "escalation/drill.html", context)


def _median(answered: list[DrillQuestion]) -> int | None:
    """Seconds."""
    took = [question.took.total_seconds() for question in answered if question.took is not None]
    return round(median(took)) if took else None


@require_POST
def say(request: PortalRequest, pk: int) -> HttpResponse:
    """Answer the ticket that is shown."""
    found = _found(request, pk)
    number, team = request.POST.get("question", ""), request.POST.get("team", "")
    question = get_object_or_404(found.questions, pk=key_of(number))
    chosen = Team.objects.filter(is_active=True, pk=key_of(team) or 0).first()
    if chosen is None:
        messages.error(request, "Choose the team that handles it.")
        return redirect("drill", pk=pk)
    try:
        drills.say(question, team=chosen, at=timezone.now())
    except drills.AlreadyAnswered as error:
        messages.error(request, refused(error).sentence)
    return redirect("drill", pk=pk)


@require_POST
def show_next(request: PortalRequest, pk: int) -> HttpResponse:
    """Go on to the next ticket: the time for it begins."""
    drills.show_next(_found(request, pk), at=timezone.now())
    return redirect("drill", pk=pk)


def _found(request: PortalRequest, pk: int) -> Drill:
    """One's own. Raises Http404."""
    return get_object_or_404(Drill, pk=pk, agent=request.user)
