"""Handing a ticket over: the form, its draft as it is typed, and the sending."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalation import drafts
from escalation.desk import acts
from escalation.desk import page as desk
from escalation.desk.forms import HandOverForm, as_typed, from_draft, from_returned
from escalation.models import Handoff
from escalation.permissions import can_hand_over
from escalation.refusals import refusal_of
from tickets.live import PortalRequest
from tickets.models import Agent, Ticket


@require_http_methods(["GET", "POST"])
def hand_over(request: PortalRequest, pk: int) -> HttpResponse:
    ticket = _ticket_to_hand_over(request, pk)
    if request.method == "GET":
        form = HandOverForm(ticket=ticket, initial=_start(ticket, request.user))
        return _page(request, ticket, form, status=200)
    form = HandOverForm(request.POST, ticket=ticket)
    if form.is_valid() and (sent := _send(ticket, form, by=request.user)):
        messages.success(request, f"Handed over to {sent.to_team}. You stay responsible until somebody acknowledges.")
        return redirect(ticket)
    return _page(request, ticket, form, status=422)


def _send(ticket: Ticket, form: HandOverForm, *, by: Agent) -> Handoff | None:
    """Send it, or put what stands against it into the form."""
    chosen = form.cleaned_data
    try:
        return acts.hand_over(
            ticket,
            type=chosen["type"],
            to=chosen["to"],
            to_agent=chosen["to_agent"],
            package=form.package(),
            by=by,
        )
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        form.add_error("to" if refusal.field == "to_team" else None, refusal.sentence)
        return None


@require_POST
def save_draft(request: PortalRequest, pk: int) -> JsonResponse:
    """Keep what is typed, as it is typed."""
    ticket = _ticket_to_hand_over(request, pk)
    draft = drafts.save(ticket, content=as_typed(request.POST), by=request.user, at=timezone.now())
    return JsonResponse({"saved_at": draft.saved_at.isoformat()})


@require_POST
def discard_draft(request: PortalRequest, pk: int) -> HttpResponse:
    ticket = _ticket_to_hand_over(request, pk)
    drafts.discard(ticket, by=request.user)
    messages.success(request, "The draft is gone.")
    return redirect(ticket)


def _ticket_to_hand_over(request: PortalRequest, pk: int) -> Ticket:
    ticket = get_object_or_404(desk.visible(request.user), pk=pk)
    if not can_hand_over(request.user, ticket):
        raise PermissionDenied(f"Only people of {ticket.team} can hand this ticket over.")
    return ticket


def _start(ticket: Ticket, agent: Agent) -> dict[str, Any]:
    """What the form begins with: the agent's own draft, else what came back, else what the thread tells."""
    if draft := drafts.of(ticket, agent):
        return {**from_draft(draft.content), "saved_at": draft.saved_at}
    returned = Handoff.objects.filter(ticket=ticket, returned_at__isnull=False).order_by("-pk").first()
    return from_returned(returned) if returned else {}


def _page(request: PortalRequest, ticket: Ticket, form: HandOverForm, *, status: int) -> HttpResponse:
    waiting = Handoff.objects.waiting().filter(ticket=ticket).select_related("to_team").first()
    context = {
        "ticket": ticket,
        "form": form,
        "waiting": waiting,
        "page": desk.gather(ticket, reader=request.user),
        "now": timezone.now(),
    }
    return render(request, "escalation/hand_over.html", context, status=status)
