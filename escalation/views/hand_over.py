"""Handing a ticket over: the form, its draft as it is typed, and the sending."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalation import drafts, handoffs, reply_drafts
from escalation.criteria import grounds
from escalation.criteria.opening import opening
from escalation.desk import acts, proposing
from escalation.desk import page as desk
from escalation.desk.draft_form import ReplyDraftForm
from escalation.desk.hand_over_form import (
    HandOverForm,
    as_typed,
    from_draft,
    from_received,
    from_sent,
    in_words,
    words_of,
)
from escalation.drafting import Said, propose
from escalation.models import Handoff, HandoffDraft
from escalation.permissions import can_hand_over, can_keep_draft
from escalation.refusals import refused
from escalation.views.ticket import opened
from escalation.views.windows import source_of
from tickets.live import PortalRequest
from tickets.models import BODY_LIMIT, Agent, Message, Ticket
from tickets.permissions import can_reply

# Of a refusal, and of the form.
FIELDS = {
    "to_team": "to",
    "to_agent": "to_agent",
    "type": "type",
    "warm": "how",
    "ground_reason": "ground_reason",
}


@dataclass(frozen=True)
class Start:
    """What the form begins with, and where that is from."""

    initial: dict[str, Any] = field(default_factory=dict)
    saved_at: datetime | None = None
    came_from: Handoff | None = None


@require_http_methods(["GET", "POST"])
def hand_over(request: PortalRequest, pk: int) -> HttpResponse:
    ticket = desk.find(pk, reader=request.user)
    if ticket is None or not can_hand_over(request.user, ticket):
        return _kept(request, pk, ticket)
    if request.method == "GET":
        page = desk.gather(ticket, reader=request.user, has_company=False)
        start = _start(ticket, request.user, page.sent)
        start = replace(start, initial=opening(ticket, request.GET.dict()).over(start.initial))
        return _page(request, ticket, HandOverForm(ticket=ticket, initial=start.initial), start=start, page=page)
    form = HandOverForm(request.POST, ticket=ticket)
    if form.is_valid() and form.words and not can_reply(request.user, ticket):
        form.add_error("reply", f"Only {ticket.team} answers this customer while it holds the ticket.")
    if form.errors:
        return _page(request, ticket, form, status=422)
    try:
        sent = _send(ticket, form, ground_reason=form.cleaned_data["ground_reason"], by=request.user)
    except Exception as error:
        refusal = refused(error)
        form.add_error(FIELDS.get(refusal.field), refusal.sentence)
        unseen = error.messages if isinstance(error, acts.ThreadMovedOn) else []
        return _page(request, ticket, form, status=422 if refusal.is_input else 409, unseen=unseen)
    if sent.is_talked_over:
        return redirect("talk", pk=sent.pk)
    said = "Your answer is sent, and the ticket is handed over" if form.words else "Handed over"
    messages.success(request, f"{said} to {sent.to_team}. You stay responsible until somebody acknowledges.")
    return redirect(ticket)


def _kept(request: PortalRequest, pk: int, ticket: Ticket | None) -> HttpResponse:
    """What she wrote while she could still hand it over: hers to read, and to leave for whoever has the ticket now.

    Of a ticket that she may not open any more she reads her own words, and nothing else.
    """
    if ticket and request.method == "POST":
        _must_keep(request.user, ticket)
        try:
            drafts.save(ticket, content=as_typed(request.POST), by=request.user, at=timezone.now())
        except drafts.TooMuch:
            raise PermissionDenied("This is more than a draft can keep. Go back, and copy your text.") from None
    draft = HandoffDraft.objects.select_related("ticket").filter(ticket=pk, agent=request.user).first()
    if draft is None:
        raise _refusal(ticket)
    last = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first()
    words = in_words(draft.content)
    context = {"ticket": ticket, "draft": draft, "words": words, "body_limit": BODY_LIMIT, "last_message": last}
    status = 409 if request.method == "POST" else 200
    return render(request, "escalation/hand_over_kept.html", context, status=status)


def _must_keep(agent: Agent, ticket: Ticket | None) -> None:
    if ticket is None or not can_keep_draft(agent, ticket):
        raise _refusal(ticket)


def _refusal(ticket: Ticket | None) -> Exception:
    """A ticket that she may not open is none."""
    return PermissionDenied(f"Only people of {ticket.team} can hand this ticket over.") if ticket else Http404()


@require_POST
def asked(request: PortalRequest, pk: int) -> HttpResponse:
    """The form with what the kind chosen now asks for, and all that was typed; nothing is checked or sent."""
    ticket = opened(request, pk)
    form = HandOverForm(ticket=ticket, initial=from_draft(as_typed(request.POST)))
    proposing.propose_details(form, proposing.thread_of(ticket))
    if request.htmx:
        came_back = Handoff.objects.to_take_back().filter(ticket=ticket).first()
        form.missed = came_back.return_missing if came_back else {}
        context = {
            "ticket": ticket,
            "form": form,
            "swaps_parts": request.POST.get("shown") != (form.kind.asks if form.kind else ""),
            "ground": _ground(ticket, form, timezone.now()),
        }
        return render(request, "escalation/hand_over_fresh.html", context)
    return _page(request, ticket, form)


@require_POST
def ground(request: PortalRequest, pk: int) -> HttpResponse:
    """Whether the team chosen now takes a reason; nothing is checked or sent."""
    ticket = opened(request, pk)
    form = HandOverForm(ticket=ticket, initial=from_draft(as_typed(request.POST)))
    context = {"ticket": ticket, "form": form, "ground": _ground(ticket, form, timezone.now())}
    return render(request, "escalation/hand_over_fresh_ground.html", context)


def _ground(ticket: Ticket, form: HandOverForm, now: datetime) -> grounds.Ground | None:
    return grounds.of(ticket, type=form.kind, to=form.team, at=now) if form.kind else None


def _say_that_a_reason_lacks(form: HandOverForm, ground: grounds.Ground | None) -> None:
    """Beside what else is wrong with a form that was sent, and not only once all of that is mended."""
    lacks = ground is not None and ground.needs_reason and not (form["ground_reason"].value() or "").strip()
    if form.is_bound and ground and lacks and not form.has_error("ground_reason"):
        form.add_error("ground_reason", refused(grounds.NoGround(ground.sentence)).sentence)


def _send(ticket: Ticket, form: HandOverForm, *, ground_reason: str, by: Agent) -> Handoff:
    chosen, package = form.cleaned_data, form.package()
    try:
        return acts.hand_over(
            ticket,
            type=chosen["type"],
            to=chosen["to"],
            to_agent=chosen["to_agent"],
            package=package,
            reply_first=form.words,
            ground_reason=ground_reason,
            is_warm=form.is_warm,
            seen=chosen["seen"],
            by=by,
        )
    except (handoffs.AlreadyWaiting, acts.AlreadySaid):
        # A button pressed twice has still been pressed.
        hers = Handoff.objects.waiting().filter(ticket=ticket, sent_by=by, to_team=chosen["to"])
        sent = hers.select_related("to_team").first()
        if sent and sent.package == package:
            return sent
        raise


@require_POST
def begin(request: PortalRequest, pk: int) -> HttpResponse:
    """From what is being written to the customer to the handoff that goes with it: the words come along."""
    ticket = _ticket_to_hand_over(request, pk)
    form = ReplyDraftForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(ticket)
    window, seen = form.cleaned_data["window"], form.seen
    try:
        reply_drafts.save(ticket, typed=form.typed, by=request.user, at=timezone.now(), window=window, seen=seen)
    except reply_drafts.ChangedElsewhere as error:
        messages.error(request, f"{error}. Both stand here: choose what to send.")
        return redirect(ticket)
    if request.FILES:
        messages.warning(request, "Files do not go along with a handoff: send them with an answer of their own.")
    return redirect("hand-over", pk=ticket.pk)


@require_POST
def save_draft(request: PortalRequest, pk: int) -> JsonResponse:
    """Keep what is typed, as it is typed, also while the ticket has gone to another team meanwhile."""
    ticket = opened(request, pk)
    _must_keep(request.user, ticket)
    source, content = source_of(request), as_typed(request.POST)
    try:
        draft = drafts.save_from(
            source.window, ticket, content=content, seen=source.seen, by=request.user, at=timezone.now()
        )
    except drafts.TooMuch:
        return JsonResponse({"detail": "This is more than a draft can keep."}, status=413)
    except drafts.ChangedElsewhere as error:
        other = {"saved_at": error.draft.saved_at.isoformat(), "words": words_of(error.draft.content)}
        return JsonResponse({"detail": f"{error}.", **other}, status=409)
    return JsonResponse({"saved_at": draft.saved_at.isoformat()})


@require_POST
def discard_draft(request: PortalRequest, pk: int) -> HttpResponse:
    deleted, _ = HandoffDraft.objects.filter(ticket=pk, agent=request.user).delete()
    ticket = desk.find(pk, reader=request.user)
    if not deleted:
        _must_keep(request.user, ticket)
    messages.success(request, "The draft is gone.")
    return redirect(ticket) if ticket else redirect("my-work")


def _ticket_to_hand_over(request: PortalRequest, pk: int) -> Ticket:
    ticket = opened(request, pk)
    if not can_hand_over(request.user, ticket):
        raise PermissionDenied(f"Only people of {ticket.team} can hand this ticket over.")
    return ticket


def _start(ticket: Ticket, agent: Agent, sent: Sequence[Handoff]) -> Start:
    """The agent's own draft; else what came back or she withdrew; else what of the last package may still be so."""
    if draft := drafts.of(ticket, agent):
        return Start(from_draft(draft.content), saved_at=draft.saved_at)
    for latest in sent[-1:]:  # what a colleague withdrew is the colleague's to send again
        if latest.withdrawn_at and latest.sent_by_id == agent.pk and not latest.type.within_team:
            return Start(from_sent(latest), came_from=latest)
    kept = [handoff for handoff in reversed(sent) if not handoff.withdrawn_at]
    last = next(iter(kept), None)
    if last is not None and last.is_one_line and not last.is_waiting:
        last = next((handoff for handoff in kept if not handoff.is_one_line), None)
    if last is None or last.is_waiting:
        return Start()
    comes_back = last.is_returned and not last.type.within_team
    return Start(from_sent(last) if comes_back else from_received(last), came_from=last)


def _propose(form: HandOverForm, thread: list[Said], start: Start | None) -> None:
    """Fill a fresh form from the thread; of one that somebody has written in, only tell what the thread says too."""
    if start is None or start.saved_at:
        form.proposal = propose(thread, form.asked)
        return
    received = start.came_from is not None and not (start.came_from.is_returned or start.came_from.withdrawn_at)
    came_with = start.came_from if received else None
    proposing.propose_all(form, thread, came_with=came_with)


def _page(
    request: PortalRequest,
    ticket: Ticket,
    form: HandOverForm,
    *,
    start: Start | None = None,
    page: desk.TicketPage | None = None,
    status: int = 200,
    unseen: Sequence[Message] = (),
) -> HttpResponse:
    page, now = page or desk.gather(ticket, reader=request.user, has_company=False), timezone.now()
    if page.card and page.card.awaits_take_back:
        form.missed = page.card.return_missing
    if not form.is_bound and not form.initial.get("reply") and page.own_draft and not page.own_draft.is_note:
        begun = {"reply": page.own_draft.body, "reply_channel": page.own_draft.channel, "reply_begun": "on"}
        form.initial = {**form.initial, **begun}
    _propose(form, proposing.thread_of(ticket, page), start)
    ground = _ground(ticket, form, now)
    _say_that_a_reason_lacks(form, ground)
    context = {
        "ticket": ticket,
        "form": form,
        "start": start,
        "waiting": page.card if page.card and page.card.is_waiting else None,
        "window": request.POST.get("window") or secrets.token_hex(8),
        "draft_seen": start.saved_at.isoformat() if start and start.saved_at else request.POST.get("draft_seen", ""),
        "page": page,
        "unseen": unseen,
        "ground": ground,
        "may_reply": can_reply(request.user, ticket),
        "now": now,
    }
    return render(request, "escalation/hand_over.html", context, status=status)
