"""Notices: the page, the panel under the bell, and what the bell asks for."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_POST

from escalation import notices
from escalation.counts import Counts
from escalation.models import ANSWERED_BY_ACKNOWLEDGING, Notice
from escalation.notices import ringing
from escalation.permissions import can_acknowledge
from tickets import paging
from tickets.keys import key_of
from tickets.live import PortalRequest, answer, version_of
from tickets.models import Agent
from tickets.paging import Order

SIZE = 20
LATEST = Order("created_at", descending=True)


@require_GET
def index(request: PortalRequest) -> HttpResponse:
    """The latest notices; to the bell the same as a panel."""
    context = _latest(request.user, asked=request.GET.dict())
    return answer(request, "escalation/notices.html", context, part="panel", shows=[context["page"].rows])


def _latest(agent: Agent, *, asked: dict[str, str]) -> dict[str, Any]:
    mine = Notice.objects.filter(recipient=agent)
    page = paging.page(
        mine,
        order=LATEST,
        asked=asked,
        size=SIZE,
        load=lambda numbers: Notice.objects.for_reader(agent).filter(pk__in=numbers),
    )
    newest = max((notice.pk for notice in page.rows), default=0)
    return {"page": page, "newest": newest, "has_unread": mine.unread().exists()}


@require_GET
def summary(request: PortalRequest) -> HttpResponse:
    """What the header shows, for a page that is open: counts, and the notices nobody has read that pop up."""
    now = timezone.now()
    counts, shown = Counts(request.user, now), ringing.shown_to(request.user, now)
    content: dict[str, Any] = {
        "unread": counts.unread_notices,
        "latest": [_as_shown(ring, request.user) for ring in shown.rings],
        "complete_from": shown.complete_from,
        "counts": {"my-work": counts.my_work, "handoff-queue": counts.handoffs, "inbox": counts.inbox},
        "hot": {"my-work": counts.my_work_hot, "handoff-queue": counts.handoffs_hot},
    }
    etag = quote_etag(version_of(request.user.pk, content))
    response = get_conditional_response(request, etag=etag) or JsonResponse(content)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _as_shown(ring: ringing.Ring, agent: Agent) -> dict[str, Any]:
    notice = ring.notice
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "urgent": notice.is_urgent,
        "rings": ring.rings,
        "heard_from": ring.heard_from.isoformat(),
        "handoff": notice.handoff_id,
        "acknowledge": _acknowledge_address(notice, agent),
        "title": notice.shown_title,
        "body": notice.shown_body,
        "url": notice.get_absolute_url(),
    }


def _acknowledge_address(notice: Notice, agent: Agent) -> str:
    """Where its alert may acknowledge; empty for the sender, say, who is told that nobody does and cannot herself."""
    handoff = notice.handoff
    if handoff is None or not notice.is_readable or notice.kind not in ANSWERED_BY_ACKNOWLEDGING:
        return ""
    may = handoff.is_waiting and can_acknowledge(agent, handoff)
    return reverse("api:handoff-acknowledge", args=[handoff.pk]) if may else ""


@require_POST
def read(request: PortalRequest) -> HttpResponse:
    """Mark read: one notice, or all up to the newest that the page showed."""
    only, up_to = key_of(request.POST.get("only")), key_of(request.POST.get("up_to"))
    if only is None and up_to is None:
        raise BadRequest("Which notices are read was not said.")
    notices.mark_read(request.user, at=timezone.now(), only=only, up_to=up_to)
    if request.htmx:
        return render(request, "escalation/notices.html#panel", _latest(request.user, asked={}))
    return redirect("notices")


@require_POST
def rang(request: PortalRequest) -> HttpResponse:
    """What a browser says has rung in it."""
    numbers = [number for text in request.POST.getlist("rang")[: ringing.LOOKED_AT] if (number := key_of(text))]
    ringing.note(request.user, numbers=numbers, at=timezone.now())
    return HttpResponse(status=204)
