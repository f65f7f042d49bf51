"""A shift change's page, and what its two sides do there."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalation import presence
from escalation import shift_change as shifts
from escalation.models import ShiftChange
from escalation.permissions import can_speak_at, can_start_shift_change, can_take_over, can_walk
from escalation.refusals import refused
from escalation.shift_change import page as pages
from escalation.shift_change.topics import heard_by
from escalation.views.teams import one_of
from escalation.views.windows import not_saved, source_of, typed
from tickets.compiled import compiled
from tickets.live import PortalRequest, answer
from tickets.models import Agent, Team, Ticket

NOT_YOURS = "Only the one who goes, and her lead, can do this."
NOT_TO_TAKE = "Only people of the team that goes on can take over."


@require_GET
def index(request: PortalRequest) -> HttpResponse:
    """The shift changes that are open in one's teams, and a way to begin one."""
    teams = list(Team.objects.open_to(request.user).in_order())
    found = pages.open_for(teams)
    mine = [team for team in teams if can_start_shift_change(request.user, team)]
    context = {"shift_changes": found, "all_teams": teams, "teams": mine, "now": timezone.now()}
    return render(request, "escalation/shift_changes.html", context)


@require_GET
def of_team(request: PortalRequest, team: str) -> HttpResponse:
    """One team's shift changes, and what of it nobody has in hand."""
    shown = one_of(Team.objects.open_to(request.user), slug=team)
    page = pages.of_team(shown, reader=request.user)
    context = {"team": shown, "page": page, "now": timezone.now()}
    shows = [page.shift_changes, page.unheld, page.waiting]
    return answer(request, "escalation/team_shifts.html", context, part="rows", shows=shows)


@require_GET
def shift_change(request: PortalRequest, pk: int) -> HttpResponse:
    context = _context(request, _found(request, pk))
    shows = [*vars_of(context["page"]), context["here"]]
    return answer(request, "escalation/shift_change.html", context, part="rows", shows=shows)


def _context(request: PortalRequest, found: ShiftChange, unsaid: dict[int, str] | None = None) -> dict[str, Any]:
    """The page; `unsaid` is what was typed about a ticket, by its id, and could not be said."""
    now = timezone.now()
    page = pages.gather(found, reader=request.user, now=now, unsaid=unsaid or {})
    here = presence.words_for([entry.ticket.pk for entry in page.entries], reader=request.user, at=now)
    return {
        "page": page,
        "here": here,
        "shift_change": found,
        "may_walk": page.is_open and can_walk(request.user, found),
        "may_take": page.is_open and can_take_over(request.user, found),
        "may_speak": page.is_open and can_speak_at(request.user, found),
        "clocks": {team.name: team.time_zone for team in (found.team, found.to_team)}.items(),
        "topics": heard_by(request.user, found),
        "window": secrets.token_hex(8),
        "now": now,
    }


def vars_of(page: pages.Page) -> list[object]:
    """All that the page is drawn from."""
    shown = [vars(entry) for entry in page.entries]
    return [page.shift_change, shown, page.is_open, page.is_cut, page.colleagues]


@require_POST
def start(request: PortalRequest, team: str) -> HttpResponse:
    """Begin a shift change of one's own tickets."""
    shown = one_of(Team.objects.open_to(request.user), slug=team)
    if not can_start_shift_change(request.user, shown):
        raise PermissionDenied(f"Only people of {shown} can hand over its tickets.")
    try:
        begun = shifts.start_by_hand(shown, by=request.user, at=timezone.now())
    except shifts.OpenAlready as already:
        begun = already.shift_change
    except (shifts.NothingHeld, shifts.NobodyFollows) as error:
        messages.error(request, refused(error).sentence)
        return redirect("shift-changes")
    return redirect("shift-change", pk=begun.pk)


@require_POST
def save_note(request: PortalRequest, pk: int, ticket_id: int) -> JsonResponse:
    """Keep what is typed about a ticket, as it is typed."""
    found, ticket = _found(request, pk), _ticket(request, ticket_id)
    _must(can_walk(request.user, found), NOT_YOURS)
    try:
        row = shifts.note(
            found,
            ticket,
            note=typed(request, "note"),
            next_action=typed(request, "next_action"),
            goes_to=_colleague(found, typed(request, "goes_to")),
            source=source_of(request),
        )
    except Exception as error:
        return not_saved(error)
    return JsonResponse({"saved_at": row.saved_at})


@require_POST
def save_summary(request: PortalRequest, pk: int) -> JsonResponse:
    """Keep what is typed about the shift as a whole, as it is typed."""
    found = _found(request, pk)
    _must(can_walk(request.user, found), NOT_YOURS)
    try:
        saved_at = shifts.summarize(found, summary=typed(request, "summary"), source=source_of(request))
    except Exception as error:
        return not_saved(error)
    return JsonResponse({"saved_at": saved_at})


@require_POST
def say(request: PortalRequest, pk: int, ticket_id: int) -> HttpResponse:
    """Ask about a ticket, or answer."""
    found, ticket = _found(request, pk), _ticket(request, ticket_id)
    _must(can_speak_at(request.user, found), NOT_TO_TAKE)
    text = typed(request, "text")
    try:
        shifts.say(found, ticket, text=text, by=request.user)
    except Exception as error:
        refusal = refused(error)
        messages.error(request, refusal.sentence)
        context = _context(request, _found(request, pk), {ticket.pk: text})
        status = 422 if refusal.is_input else 409
        return render(request, "escalation/shift_change.html", context, status=status)
    return redirect(f"{reverse('shift-change', args=[pk])}#ticket-{ticket.pk}")


@require_POST
def take(request: PortalRequest, pk: int, ticket_id: int) -> HttpResponse:
    """Take one ticket over."""
    found, ticket = _found(request, pk), _ticket(request, ticket_id)
    _must(can_take_over(request.user, found), NOT_TO_TAKE)
    said = f"{ticket.number} is yours."
    return _done(request, found, lambda: shifts.take(found, ticket, by=request.user), said, at=ticket)


@require_POST
def take_all(request: PortalRequest, pk: int) -> HttpResponse:
    """Take every ticket that is ready and meant for nobody else."""
    found = _found(request, pk)
    _must(can_take_over(request.user, found), NOT_TO_TAKE)
    page = pages.gather(found, reader=request.user, now=timezone.now())
    meant = [entry.ticket for entry in page.entries if entry.can_be_taken and _is_for(request.user, entry)]
    left = shifts.take_all(found, meant, by=request.user)
    taken = len(meant) - len(left)
    if taken:
        messages.success(request, "1 ticket is yours." if taken == 1 else f"{taken} tickets are yours.")
    for ticket, error in left.items():
        messages.warning(request, f"{ticket.number}: {refused(error).sentence}")
    return redirect("shift-change", pk=pk)


def _is_for(agent: Agent, entry: pages.Entry) -> bool:
    return entry.row is not None and entry.row.goes_to_id in {None, agent.pk}


@require_POST
def sign_off(request: PortalRequest, pk: int) -> HttpResponse:
    """Say that one's own side is done."""
    found = _found(request, pk)
    outgoing = can_walk(request.user, found) and request.POST.get("side") == "outgoing"
    _must(outgoing or can_take_over(request.user, found), NOT_TO_TAKE)
    said = "Signed off."
    return _done(request, found, lambda: shifts.sign_off(found, by=request.user, outgoing=outgoing), said)


@require_POST
def call_off(request: PortalRequest, pk: int) -> HttpResponse:
    """Stay on: nothing more changes hands."""
    found = _found(request, pk)
    _must(can_walk(request.user, found), NOT_YOURS)
    said = f"Called off: {found.outgoing} keeps what nobody has taken."
    return _done(request, found, lambda: shifts.call_off(found, by=request.user), said)


def _found(request: PortalRequest, pk: int) -> ShiftChange:
    for found in _open_to(pk=pk, agent_id=request.user.pk, role=request.user.role):
        return found
    raise Http404


@compiled
def _open_to(*, pk: int, agent_id: int, role: str) -> QuerySet[ShiftChange, ShiftChange]:
    return ShiftChange.objects.visible_to(Agent(pk=agent_id, role=role)).filter(pk=pk).for_page()


def _ticket(request: PortalRequest, pk: int) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(request.user), pk=pk)


def _must(allowed: bool, otherwise: str) -> None:
    if not allowed:
        raise PermissionDenied(otherwise)


def _colleague(found: ShiftChange, value: str) -> Agent | None:
    return next((one for one in pages.colleagues(found.to_team, but=found.outgoing) if str(one.pk) == value), None)


def _done(
    request: PortalRequest, found: ShiftChange, do: Callable[[], Any], said: str, *, at: Ticket | None = None
) -> HttpResponse:
    """Do it and say so, or say why not; either way back to where it was pressed."""
    try:
        do()
    except Exception as error:
        messages.error(request, refused(error).sentence)
    else:
        if said:
            messages.success(request, said)
    anchor = f"#ticket-{at.pk}" if at else ""
    return redirect(f"{reverse('shift-change', args=[found.pk])}{anchor}")
