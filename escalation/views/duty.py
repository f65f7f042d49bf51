"""The duty page: who watches the handoff queues, now and in the days ahead, and what one can do about it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalation.duty import board, watch_keeping
from escalation.forms import CoverForm, LeaveForm
from escalation.models import Leave
from escalation.permissions import can_note_leave, can_put_on_watch, can_take_the_watch
from escalation.refusals import refused
from escalation.shift_change.page import open_for
from escalation.views.teams import one_of
from tickets.live import PortalRequest
from tickets.models import Team


@require_GET
def duty(request: PortalRequest) -> HttpResponse:
    return _page(request, LeaveForm(by=request.user))


def _page(request: PortalRequest, form: LeaveForm, status: int = 200) -> HttpResponse:
    now, agent = timezone.now(), request.user
    teams = board.board_of(agent, now)
    context = {
        "teams": teams,
        "may_take": {each.team.pk for each in teams if can_take_the_watch(agent, each.team)},
        "may_put": {each.team.pk for each in teams if can_put_on_watch(agent, each.team)},
        "people": board.people_of([each.team for each in teams if each.gaps]),
        "leaves": board.leaves_ahead(agent, now),
        "shift_changes": open_for([each.team for each in teams]),
        "form": form,
        "now": now,
    }
    return render(request, "escalation/duty.html", context, status=status)


@require_POST
def take(request: PortalRequest, team: str) -> HttpResponse:
    """Take the watch of a team from now on."""
    shown, agent = _team(request, team), request.user
    if not can_take_the_watch(agent, shown):
        raise PermissionDenied(f"Only people of {shown} can watch its queue.")
    return _done(
        request,
        lambda: watch_keeping.take_the_watch(shown, by=agent, at=timezone.now()),
        f"You watch {shown} now.",
        back=redirect("handoff-queue", team=team) if request.POST.get("from") == "queue" else None,
    )


@require_POST
def give_up(request: PortalRequest, team: str) -> HttpResponse:
    """Give back what one has taken over."""
    shown = _team(request, team)
    return _done(
        request,
        lambda: watch_keeping.give_up_the_watch(shown, by=request.user, at=timezone.now()),
        f"You have given up the watch of {shown}.",
    )


@require_POST
def cover(request: PortalRequest, team: str) -> HttpResponse:
    """Let somebody watch for a while: oneself, or whom one may put on the watch."""
    shown = _team(request, team)
    form = CoverForm(request.POST, team=shown)
    if not form.is_valid():
        raise BadRequest("Who watches, from when and until when, was not said.")
    chosen = form.cleaned_data
    may = can_take_the_watch(request.user, shown) and chosen["agent"] == request.user
    if not may and not can_put_on_watch(request.user, shown):
        raise PermissionDenied(f"Only the lead of {shown} can put somebody else on the watch.")
    return _done(
        request,
        lambda: watch_keeping.put_on_watch(shown, **chosen, by=request.user, at=timezone.now()),
        f"{chosen['agent']} has the watch of {shown} for that time.",
    )


@require_POST
def leave(request: PortalRequest) -> HttpResponse:
    """Note that somebody is away."""
    form = LeaveForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    away = form.cleaned_data
    starts_at, ends_at = away["starts_at"], away["ends_at"]
    return _done(
        request,
        lambda: watch_keeping.add_leave(
            away["agent"], starts_at=starts_at, ends_at=ends_at, by=request.user, at=timezone.now()
        ),
        "The leave is noted. Look below whether a queue is without a watch meanwhile.",
    )


@require_POST
def end_leave(request: PortalRequest, pk: int) -> HttpResponse:
    """Come back earlier, or not go at all."""
    found = get_object_or_404(Leave.objects.select_related("agent"), pk=pk)
    if not can_note_leave(request.user, found.agent):
        raise Http404
    return _done(
        request, lambda: watch_keeping.end_leave(found, by=request.user, at=timezone.now()), "The leave is over."
    )


def _team(request: PortalRequest, slug: str) -> Team:
    return one_of(Team.objects.open_to(request.user), slug=slug)


def _done(
    request: PortalRequest, do: Callable[[], object], said: str, *, back: HttpResponse | None = None
) -> HttpResponse:
    """Do it and say so, or say why not; either way back to the page."""
    try:
        do()
    except Exception as error:
        refusal = refused(error)
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return back or redirect("duty")
