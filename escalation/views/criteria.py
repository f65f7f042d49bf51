"""What the criteria say about a ticket, beside its thread, and the decision that comes of it."""

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalation.criteria import panel, walks
from escalation.criteria.definition import Ending
from escalation.criteria.opening import outcome_of
from escalation.models import Handoff, TreeWalk
from escalation.permissions import can_hand_over, can_walk_trees
from escalation.refusals import refused
from escalation.views.ticket import opened
from escalation.views.windows import typed
from tickets.live import PortalRequest
from tickets.models import Agent, Ticket


@require_GET
def beside(request: PortalRequest, pk: int) -> HttpResponse:
    """The panel; followed as a link it is a page of its own."""
    return _shown(request, opened(request, pk))


def _shown(request: PortalRequest, ticket: Ticket, *, problem: str = "", status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    shown = panel.gather(
        ticket, chosen=given.get("tree", ""), answers=panel.answers_in(given.dict()), at=timezone.now()
    )
    may_hand_over = _may_hand_over(request.user, ticket, shown.waiting)
    context = {
        "ticket": ticket,
        "panel": shown,
        "waiting": shown.waiting,
        "may_decide": not ticket.is_resolved and can_walk_trees(request.user, ticket),
        "may_hand_over": may_hand_over,
        "endings": [choice for choice in Ending.choices if may_hand_over or choice[0] != Ending.HAND_OVER],
        "problem": problem,
        "shown": _shown_as(shown.fired, may_hand_over=may_hand_over),
        "beside": bool(request.htmx),
    }
    template = "escalation/criteria_panel.html" if request.htmx else "escalation/criteria.html"
    return render(request, template, context, status=status)


@require_GET
def fired(request: PortalRequest, pk: int) -> HttpResponse:
    """What fires by now, above the thread; nothing new where that is what is shown."""
    ticket = opened(request, pk)
    found, waiting = ([], None) if ticket.is_resolved else panel.fired_now(ticket, at=timezone.now())
    may_hand_over = _may_hand_over(request.user, ticket, waiting)
    shown = _shown_as(found, may_hand_over=may_hand_over)
    if request.GET.get("shown") == shown:
        return HttpResponse(status=204)
    context = {"ticket": ticket, "fired": found, "waiting": waiting, "shown": shown, "may_hand_over": may_hand_over}
    return render(request, "escalation/fired.html", context)


def _may_hand_over(agent: Agent, ticket: Ticket, waiting: Handoff | None) -> bool:
    """What waits already is not handed over a second time, so nothing offers it."""
    return not ticket.is_resolved and waiting is None and can_hand_over(agent, ticket)


def _shown_as(found: Sequence[panel.Fired], *, may_hand_over: bool) -> str:
    """Stands for what is shown, so that nothing is read out twice."""
    told = "\n".join(f"{each.trigger} {each.hand_over} {may_hand_over}" for each in found)
    return sha256(told.encode()).hexdigest()[:16]


@require_POST
def decide(request: PortalRequest, pk: int) -> HttpResponse:
    """Keep the walk, and go where it leads."""
    ticket = opened(request, pk)
    if ticket.is_resolved or not can_walk_trees(request.user, ticket):
        return _shown(request, ticket, problem="Only people of the team that has this open ticket decide.", status=403)
    instead = typed(request, "instead")
    try:
        walk = walks.decide(
            ticket,
            tree=typed(request, "tree"),
            answers=panel.answers_in(request.POST.dict()),
            by=request.user,
            at=timezone.now(),
            instead=Ending(instead) if instead in Ending.values else None,
            reason=typed(request, "reason")[:300],
        )
    except Exception as error:
        refusal = refused(error)
        return _shown(request, ticket, problem=refusal.sentence, status=422 if refusal.is_input else 409)
    return _go_on(request, ticket, walk)


def _go_on(request: PortalRequest, ticket: Ticket, walk: TreeWalk) -> HttpResponse:
    ending = walk.overridden_by_ending or walk.ending
    if ending == Ending.HAND_OVER and can_hand_over(request.user, ticket):
        outcome = outcome_of(walk)
        if outcome and outcome.guidance and not walk.is_overridden:
            messages.info(request, outcome.guidance)
        return redirect(f"{reverse('hand-over', args=[ticket.pk])}?{urlencode({'walk': walk.pk})}")
    done = "Noted. You keep the ticket."
    if walk.watch_until:
        done = "Noted. The questions are gone through again when the time is over, and you hear what has changed."
    messages.success(request, done)
    return redirect(ticket)
