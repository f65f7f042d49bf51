"""The handoff queue: what waits for an acknowledgement, and the button that gives it."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from escalation import handoffs, presence, queues
from escalation.models import Handoff
from escalation.permissions import can_acknowledge, can_take_the_watch
from escalation.refusals import refused
from escalation.views.teams import one_of
from escalation.wording import before_you
from tickets.live import PortalRequest, answer
from tickets.models import Team
from tickets.permissions import team_ids_of


@require_GET
def queue(request: PortalRequest, team: str = "") -> HttpResponseBase:
    """One team's queue; without a team all that are open to the agent, or the only one there is."""
    now = timezone.now()
    teams = queues.queues_open_to(request.user)
    if not team and len(teams) == 1:
        return redirect("handoff-queue", team=teams[0].slug)
    found = queues.queue_of(teams, one_of(teams, slug=team) if team else None, asked=request.GET.dict())
    today = queues.today(found.team, now=now) if found.team else None
    watch = queues.watch_of(found.team, now) if found.team else None
    mine = team_ids_of(request.user)
    here = presence.words_for([handoff.ticket_id for handoff in found.handoffs], reader=request.user, at=now)
    people = queues.people_of(found.team) if found.team and not request.htmx else []
    context = {
        "queue": found,
        "page": found.page,
        "today": today,
        "watch": watch,
        "may_take": found.team is not None and can_take_the_watch(request.user, found.team),
        "people": people,
        "here": here,
        "now": now,
    }
    shows = [teams, found.handoffs, found.page.before, found.page.after, today, _said(watch), sorted(mine), here]
    return answer(request, "escalation/queue.html", context, part="rows", shows=shows)


@require_GET
def wall(request: PortalRequest, team: str) -> HttpResponse:
    """The same queue for a screen on the wall of the team's room: few words, big, and nobody at a keyboard."""
    now = timezone.now()
    board = queues.board_of(one_of(Team.objects.open_to(request.user), slug=team), now=now)
    shows = [board.handoffs, board.waiting_count, board.overdue_count, board.today, _said(board.watch)]
    return answer(request, "escalation/wall.html", {"board": board, "now": now}, part="board", shows=shows)


def _said(watch: queues.OnWatch | None) -> tuple[object, ...] | None:
    return (watch.agent.name, watch.reason, watch.until) if watch else None


@require_POST
def acknowledge(request: PortalRequest, pk: int) -> HttpResponse:
    """Say "mine" from the queue, and go to the ticket; who comes second is told who was first."""
    agent = request.user
    handoff = get_object_or_404(Handoff.objects.visible_to(agent).for_rows(), pk=pk)
    if not can_acknowledge(agent, handoff):
        raise PermissionDenied(f"Only people of {handoff.to_team} can acknowledge this handoff.")
    try:
        handoffs.acknowledge(handoff, by=agent)
    except handoffs.ReadBackMissing:
        messages.info(request, "Say in a line what you do next, and acknowledge: this kind of handoff asks for it.")
        return _go_to(request, f"{handoff.ticket.get_absolute_url()}#read-back")
    except handoffs.AlreadyAcknowledged as first:
        before = before_you(first.at, timezone.now())
        return _too_late(request, handoff, f"{first.by} acknowledged {handoff.ticket.number} {before}.")
    except handoffs.NotWaiting as gone:
        words = f"{handoff.ticket.number} does not wait any more: it was {gone.state.label.lower()}."
        return _too_late(request, handoff, words)
    except Exception as error:
        return _too_late(request, handoff, refused(error).sentence)
    waits = " The customer waits for your answer." if handoff.ticket.waiting_since else ""
    messages.success(request, f"{handoff.ticket.number} is yours.{waits}")
    return _go_to(request, handoff.ticket.get_absolute_url())


def _too_late(request: PortalRequest, handoff: Handoff, words: str) -> HttpResponse:
    """In the queue the row itself says what happened; without scripts a message does."""
    if request.htmx:
        context = {"handoff": handoff, "words": words}
        return render(request, "escalation/queue.html#too_late", context, status=409)
    messages.warning(request, words)
    return redirect("handoff-queue", team=handoff.to_team.slug)


def _go_to(request: HttpRequest, address: str) -> HttpResponse:
    is_htmx = cast(PortalRequest, request).htmx
    return HttpResponseClientRedirect(address) if is_htmx else redirect(address)
