"""Acknowledging from e-mail or chat, without being signed in: looking changes nothing, pressing the button does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from escalation import handoffs
from escalation.models import Handoff
from escalation.notices import links
from escalation.permissions import can_acknowledge
from escalation.refusals import refused
from escalation.views.windows import typed
from tickets import rates
from tickets.addresses import client_address
from tickets.models import Agent

WRONG_OF_ADDRESS, TRIES_OF_LINK = 60, 20  # a minute
TEMPLATE = "escalation/link.html"


def told_to_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address is a key: it is kept by no cache and told to no other site."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


# Whoever could have a browser send this POST knows the link, and with it all that a token against forgery would add.
# A page that tells its address to nobody could not prove where its form comes from either.
@csrf_exempt
@login_not_required
@never_cache
@told_to_nobody
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, token: str) -> HttpResponse:
    """The handoff in brief with a button; or why it cannot be acknowledged by this link."""
    if not rates.is_within(f"link {token}", most=TRIES_OF_LINK):
        return _too_often(request)
    try:
        signed = links.read(token)
    except links.Expired:
        return _refused(request, "This link has expired. Sign in to see whether the handoff still waits.", 410)
    except links.NotALink:
        # Only what is no link counts by address: a whole office may open good ones from one.
        if not rates.is_within(f"no link {client_address(request)}", most=WRONG_OF_ADDRESS):
            return _too_often(request)
        return _refused(request, "This link is not complete. Copy all of it, or sign in.", 404)
    return _answer(request, signed)


def _too_often(request: HttpRequest) -> HttpResponse:
    return _refused(request, "This was tried too often. Wait a minute, then open the link again.", 429)


def _answer(request: HttpRequest, signed: links.Signed) -> HttpResponse:
    found = Handoff.objects.with_acknowledge_due().select_related("ticket", "from_team", "to_team", "sent_by")
    handoff = found.filter(pk=signed.handoff_id).first()
    agent = Agent.objects.people().filter(pk=signed.agent_id).first()
    if handoff is None or agent is None or not can_acknowledge(agent, handoff):
        return _refused(request, "This handoff is not yours to acknowledge any more.", 403)
    if request.method == "POST":
        return _acknowledge(request, handoff, agent)
    if not handoff.is_waiting:
        return _refused(request, _what_became_of(handoff, agent), 200)
    return _ask(request, handoff, agent)


def _ask(request: HttpRequest, handoff: Handoff, agent: Agent, *, status: int = 200) -> HttpResponse:
    return _show(request, handoff=handoff, agent=agent, now=timezone.now(), status=status)


def _acknowledge(request: HttpRequest, handoff: Handoff, agent: Agent) -> HttpResponse:
    try:
        handoffs.acknowledge(handoff, by=agent, read_back=typed(request, "read_back"))
    except handoffs.ReadBackMissing:
        return _ask(request, handoff, agent, status=422)
    except (handoffs.AlreadyAcknowledged, handoffs.NotWaiting):
        return _refused(request, _what_became_of(handoff, agent), 409)
    except Exception as error:
        return _refused(request, refused(error).sentence, 409)
    return _show(request, done=f"{handoff.ticket.number} is yours, {agent.get_short_name()}.", ticket=handoff.ticket)


def _what_became_of(handoff: Handoff, agent: Agent) -> str:
    if handoff.withdrawn_at:
        return (
            f"{handoff.withdrawn_by} withdrew this handoff at {handoff.withdrawn_at:%H:%M} UTC. Nothing is left to do."
        )
    if handoff.returned_at:
        return f"{handoff.returned_by} returned this handoff at {handoff.returned_at:%H:%M} UTC. Nothing is left to do."
    if handoff.acknowledged_by == agent:
        return f"You have acknowledged {handoff.ticket.number}, at {handoff.acknowledged_at:%H:%M} UTC."
    return f"{handoff.acknowledged_by} acknowledged {handoff.ticket.number} at {handoff.acknowledged_at:%H:%M:%S} UTC."


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return _show(request, status=status, words=words)


def _show(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, TEMPLATE, context, status=status)
