"""The page on which two people talk a handoff over, and what they do there."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalation import warm
from escalation.models import Handoff, Talk
from escalation.permissions import can_see_talk, can_withdraw
from escalation.refusals import refused
from escalation.views.windows import not_saved, source_of, typed
from escalation.warm import page as pages
from tickets.compiled import compiled
from tickets.keys import key_of
from tickets.live import PortalRequest, answer
from tickets.models import Agent

NOT_YOURS = "Only the one who hands over can do this."


@require_GET
def talk(request: PortalRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    context = _context(request, found)
    page = context["page"]
    shows = [found, page.clock, page.asks, page.words, page.colleagues, page.shared_drafts]
    return answer(request, "escalation/talk.html", context, part="talk", shows=shows)


def _context(request: PortalRequest, found: Handoff) -> dict[str, Any]:
    return {
        "page": pages.gather(found, reader=request.user),
        "handoff": found,
        "ticket": found.ticket,
        "may_withdraw": found.is_waiting and can_withdraw(request.user, found),
        "window": request.POST.get("window") or secrets.token_hex(8),
        "now": timezone.now(),
    }


def _refused(request: PortalRequest, pk: int, error: Exception, deed: str) -> HttpResponse:
    """The page as it is now, why it could not be done, and in the form of that deed what was typed."""
    refusal = refused(error)
    messages.error(request, refusal.sentence)
    context = _context(request, _found(request, pk))
    page = context["page"]
    has_form = {"say": page.may_speak, "not_me": page.is_asked, "ready": page.may_be_ready}[deed]
    unsaid = "" if has_form else typed(request, "read_back" if deed == "ready" else "text")
    context |= {"typed": {deed: request.POST}, "unsaid": unsaid}
    return render(request, "escalation/talk.html", context, status=422 if refusal.is_input else 409)


@require_POST
def ready(request: PortalRequest, pk: int) -> HttpResponse:
    """Take the ticket, and let the customer read the introduction."""
    found, line, read_back = _found(request, pk), typed(request, "introduction"), typed(request, "read_back")
    try:
        warm.ready(found, by=request.user, line=line, read_back=read_back, source=source_of(request))
    except Exception as error:
        return _refused(request, pk, error, "ready")
    said = f"{found.ticket.number} is yours, and {found.ticket.customer} has been told so."
    messages.success(request, said)
    return redirect(found.ticket)


@require_POST
def introduce(request: PortalRequest, pk: int) -> JsonResponse:
    """Keep the introduction as it is typed."""
    found = _found(request, pk)
    line = typed(request, "introduction")
    try:
        saved_at = warm.introduce(found, line=line, by=request.user, source=source_of(request))
    except Exception as error:
        return not_saved(error)
    return JsonResponse({"saved_at": saved_at})


@require_POST
def say(request: PortalRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        word = warm.say(found, text=typed(request, "text"), by=request.user)
    except Exception as error:
        return _refused(request, pk, error, "say")
    return redirect(f"{reverse('talk', args=[pk])}#word-{word.pk}")


@require_POST
def not_me(request: PortalRequest, pk: int) -> HttpResponse:
    """Make room for somebody else."""
    found = _found(request, pk)
    instead, text = _colleague(found, typed(request, "instead")), typed(request, "text")
    try:
        warm.not_me(found, by=request.user, instead=instead, text=text)
    except Exception as error:
        return _refused(request, pk, error, "not_me")
    messages.success(request, f"{found.sent_by.get_short_name()} is told to try {instead or 'somebody else'}.")
    return redirect("my-work")


@require_POST
def ask(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask somebody else."""
    found = _sent(request, pk)
    agent = _colleague(found, typed(request, "agent"))
    if agent is None:
        messages.error(request, f"Choose somebody of {found.to_team} to ask.")
    else:
        _done(request, lambda: warm.ask_instead(found, agent=agent, by=request.user))
    return redirect("talk", pk=pk)


@require_POST
def go_cold(request: PortalRequest, pk: int) -> HttpResponse:
    """Wait for no talk."""
    found = _sent(request, pk)
    if _done(request, lambda: warm.stop_talking(found, by=request.user)):
        words = f"It waits for {found.to_team} now. You stay responsible until somebody acknowledges."
        messages.success(request, words)
    return redirect("talk", pk=pk)


def _found(request: PortalRequest, pk: int) -> Handoff:
    """Somebody else's talk is none. Raises Http404."""
    agent = request.user
    for found in _talks(pk=pk, agent_id=agent.pk, role=agent.role):
        if can_see_talk(agent, found):
            return found
    raise Http404


@compiled
def _talks(*, pk: int, agent_id: int, role: str) -> QuerySet[Handoff, Handoff]:
    talks = Handoff.objects.visible_to(Agent(pk=agent_id, role=role)).filter(pk=pk).exclude(talk=Talk.NONE)
    return talks.select_related(
        *("ticket__customer", "ticket__account", "ticket__team", "ticket__holder", "type"),
        *("from_team", "to_team", "to_agent", "sent_by", "acknowledged_by", "returned_by", "withdrawn_by"),
    )


def _sent(request: PortalRequest, pk: int) -> Handoff:
    found = _found(request, pk)
    if found.sent_by != request.user:
        raise PermissionDenied(NOT_YOURS)
    return found


def _colleague(found: Handoff, value: str) -> Agent | None:
    people = Agent.objects.people().filter(memberships__team=found.to_team)
    return people.filter(pk=key_of(value) or 0).first()


def _done(request: PortalRequest, do: Callable[[], Any]) -> bool:
    """Whether it could be done; where not, the page says why."""
    try:
        do()
    except Exception as error:
        messages.error(request, refused(error).sentence)
        return False
    return True
