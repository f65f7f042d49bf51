"""The ticket page, and the downloads of its files."""

import secrets
from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from escalation import drafts, duty, handoffs
from escalation import permissions as may_handoff
from escalation.desk import page as desk
from escalation.desk.forms import CHANNELS, ComposerForm, PlaceForm
from escalation.models import Handoff, ReturnReason
from tickets import permissions as may
from tickets.attachments import FILES_LIMIT, SIZE_LIMIT
from tickets.downloads import download
from tickets.live import PortalRequest, part_of, version_of
from tickets.models import BODY_LIMIT, Agent, Attachment, Ticket


@require_GET
def ticket(request: PortalRequest, pk: int) -> HttpResponse:
    """The whole page, or to a poll what can change on it, if anything has."""
    found = opened(request, pk)
    shown = _shown(request)

    def context() -> dict[str, Any]:
        gathered = desk.gather(found, reader=request.user, shown=shown)
        return page_context(request.user, gathered, as_note=request.GET.get("write") == "note")

    if request.htmx:
        version = version_of(request.user.pk, shown, found, desk.version(found))
        return part_of(request, "escalation/ticket.html#live", context, version=version)
    response = render(request, "escalation/ticket.html", {**context(), "page_url": request.get_full_path()})
    patch_vary_headers(response, ["HX-Request"])
    return response


def opened(request: PortalRequest, pk: int) -> Ticket:
    """The ticket that an address names. Raises Http404: one that its reader may not open is none."""
    if found := desk.find(pk, reader=request.user):
        return found
    raise Http404


def _shown(request: PortalRequest) -> int:
    """How many messages are asked for; anything that is no such number asks for the usual."""
    asked = request.GET.get("messages", "")
    return max(desk.MESSAGES_SHOWN, int(asked)) if asked.isdecimal() and len(asked) <= 6 else desk.MESSAGES_SHOWN


def page_context(
    agent: Agent, gathered: desk.TicketPage, typed: ComposerForm | None = None, *, as_note: bool = False
) -> dict[str, Any]:
    """All that the template asks: the page, and what its reader may do; with a note begun where she came for one."""
    now, allowed = timezone.now(), _may(agent, gathered)
    return {
        **_begun(gathered, typed, as_note=as_note),
        "page": gathered,
        "ticket": gathered.ticket,
        "now": now,
        "answerable": _answerable(gathered.ticket, now),
        "follow_up_is_due": bool(gathered.follow_up and gathered.follow_up.is_due(now)),
        "may": allowed,
        "has_kept_draft": not allowed["hand_over"] and drafts.of(gathered.ticket, agent) is not None,
        "channels": CHANNELS,
        "return_reasons": ReturnReason.choices,
        "body_limit": BODY_LIMIT,
        "files_limit": FILES_LIMIT,
        "size_limit": SIZE_LIMIT,
        "window": secrets.token_hex(8),
    }


def _answerable(ticket: Ticket, now: datetime) -> duty.Recipient | None:
    """Who must act now. Nobody on a resolved ticket, nor while nobody is in charge of anything: the page says so."""
    if ticket.is_resolved:
        return None
    try:
        return duty.answerable(ticket, now)
    except duty.NobodyToTell:
        return None


def _begun(gathered: desk.TicketPage, typed: ComposerForm | None, *, as_note: bool) -> dict[str, Any]:
    """What stands in the composer at first: what was refused, else what was kept.

    What two are at together, in a talk or at a shift change, colleagues may see unless its writer says no.
    """
    draft = gathered.own_draft
    if typed is not None:
        body, is_note, channel = typed["body"].value(), typed["kind"].value() == "note", typed["channel"].value()
    elif draft:
        body, is_note, channel = draft.body, draft.is_note, draft.channel
    else:
        body, is_note, channel = "", as_note, ""
    together = gathered.ask is not None or gathered.ticket.changes_shift  # type: ignore[attr-defined]  # annotated
    return {
        "begun_shared": draft.is_shared if draft else together,
        "begun_body": body or "",
        "begun_as_note": is_note,
        "begun_channel": channel or gathered.channel,
    }


def _may(agent: Agent, gathered: desk.TicketPage) -> dict[str, bool]:
    ticket, card = gathered.ticket, gathered.card
    is_open, offered = not ticket.is_resolved, bool(card and card.is_waiting)
    allowed = {
        "reply": is_open and may.can_reply(agent, ticket),
        "claim": is_open and not offered and ticket.is_unheld and may.can_claim(agent, ticket),
        "place": is_open and not offered and may.can_place(agent, ticket),
        "resolve": is_open and not offered and may.can_resolve(agent, ticket),
        "open_inbox": may.can_open_inbox(agent, ticket.team),
        "pass_on": is_open and may_handoff.can_make_passage(agent, ticket),
        "reopen": not is_open and may.can_reopen(agent, ticket),
        "hand_over": is_open and not offered and may_handoff.can_hand_over(agent, ticket),
    }
    if card:
        received = card.is_waiting or (card.is_acknowledged and not card.is_returned)
        allowed |= {
            "acknowledge": card.is_waiting and may_handoff.can_acknowledge(agent, card),
            "return": is_open and _can_go_back(agent, gathered, card),
            "return_arrival": is_open and _can_go_back(agent, gathered, gathered.arrival),
            "ask": is_open and received and may_handoff.can_ask(agent, card),
            "answer": is_open and gathered.question is not None and may_handoff.can_answer(agent, card),
            "add_context": card.is_waiting
            and may.can_reply(agent, ticket)
            and not may_handoff.can_acknowledge(agent, card),
            "withdraw": card.is_waiting and may_handoff.can_withdraw(agent, card),
            "say_could": _is_asked(agent, card),
            "see_talk": bool(gathered.ask) and agent.pk in {card.sent_by_id, *(ask.agent_id for ask in gathered.asks)},
            "take_back": is_open and card.awaits_take_back and may_handoff.can_take_back(agent, card),
        }
    return allowed


def _can_go_back(agent: Agent, gathered: desk.TicketPage, handoff: Handoff | None) -> bool:
    if handoff is None or handoff.is_returned or not may_handoff.can_return(agent, handoff):
        return False
    later = [each for each in gathered.sent if each.pk > handoff.pk]
    return handoff.is_waiting or handoffs.is_still_there(gathered.ticket, handoff, later=later)


def _is_asked(agent: Agent, card: Handoff) -> bool:
    """Whether she is asked if she could go on without reading earlier messages, and has not said."""
    asked = getattr(card, "continuation", None)
    return asked is not None and asked.answered_at is None and may_handoff.can_say_whether_she_could(agent, asked)


@require_GET
def colleagues(request: PortalRequest, pk: int) -> HttpResponse:
    """Who could take the ticket: asked for when somebody wants to give it away."""
    found = opened(request, pk)
    inside = Handoff.objects.to_take_back().filter(ticket=found, type__within_team=True)
    came_back = inside.select_related("returned_by").order_by("-pk").first()
    again = {"agent": came_back.to_agent_id, "line": came_back.next_best_action} if came_back else {}
    form = PlaceForm(ticket=found, by=request.user, initial=again)
    return render(request, "escalation/place.html", {"ticket": found, "form": form, "came_back": came_back})


@require_GET
def attachment(request: PortalRequest, pk: int) -> FileResponse:
    """A file, only ever as a download and never as a page: what is in it is somebody else's."""
    visible = Ticket.objects.visible_to(request.user)
    found = get_object_or_404(Attachment, pk=pk, message__ticket__in=visible)
    return download(found)
