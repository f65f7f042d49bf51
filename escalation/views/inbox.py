"""The inbox of a team: its tickets, narrowed and ordered, and claiming many of them at once."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalation import presence
from escalation.desk import bulk
from escalation.models import Handoff, Transition
from escalation.views.teams import one_of
from escalation.wording import claimed_in_words
from tickets import paging
from tickets.compiled import any_of, compiled
from tickets.filters import InboxFilter
from tickets.keys import key_of
from tickets.live import PortalRequest, answer
from tickets.models import Team, Ticket
from tickets.permissions import is_member
from tickets.rows import rows_of

SIZE = 25


@require_GET
def any_inbox(request: PortalRequest) -> HttpResponse:
    """The inbox of the first team that is open to her."""
    agent = request.user
    teams = list(Team.objects.open_to(agent).in_order())
    if not teams:
        return render(request, "escalation/no_team.html")
    own = next((team for team in teams if is_member(agent, team)), teams[0])
    return redirect("inbox", team=own.slug)


@require_GET
def inbox(request: PortalRequest, team: str) -> HttpResponseBase:
    now = timezone.now()
    teams = list(Team.objects.open_to(request.user).in_order())
    shown = one_of(teams, slug=team)
    narrowed = InboxFilter(request.GET, _tickets(shown), request=request, team=shown, now=now)
    page = paging.page(
        narrowed.qs,
        order=narrowed.order_of_rows,
        asked=request.GET.dict(),
        size=SIZE,
        load=rows_of,
    )
    marks = _marks(numbers=[ticket.pk for ticket in page.rows])
    offered = {ticket: to_team for ticket, to_team, _ in marks if to_team}
    put_off = {ticket: due_at for ticket, _, due_at in marks if due_at}
    here = presence.words_for([ticket.pk for ticket in page.rows], reader=request.user, at=now)
    may_claim = is_member(request.user, shown)
    context = {
        "team": shown,
        "teams": teams,
        "filter": narrowed,
        "page": page,
        "offered": offered,
        "put_off": put_off,
        "here": here,
        "may_claim": may_claim,
        "claimable": may_claim and any(ticket.is_unheld and not ticket.is_resolved for ticket in page.rows),
        "now": now,
    }
    shows = [page.rows, offered, put_off, here, page.before, page.after, may_claim]
    return answer(request, "escalation/inbox.html", context, part="rows", shows=shows)


@compiled
def _marks(*, numbers: list[int]) -> QuerySet[Any, tuple[int, str | None, datetime | None]]:
    """Of these tickets: which team each is offered to at this moment, and until when it was put off."""
    waiting = Handoff.objects.waiting().filter(any_of("ticket_id", numbers))
    offered = waiting.values_list("ticket_id", "to_team__name", Value(None, output_field=DateTimeField()))
    follow_ups = Transition.objects.to_take_up().filter(any_of("ticket_id", numbers))
    nowhere = Value(None, output_field=CharField())
    return offered.union(follow_ups.values_list("ticket_id", nowhere, "follow_up_due_at"), all=True)


def _tickets(team: Team) -> QuerySet[Ticket]:
    """All of a team's tickets: whoever may look at its inbox may open each of them."""
    return Ticket.objects.filter(team=team)


@require_POST
def claim(request: PortalRequest, team: str) -> HttpResponse:
    """Take the chosen tickets, and say which could not be had and why."""
    shown = one_of(list(Team.objects.open_to(request.user)), slug=team)
    if not is_member(request.user, shown):
        raise PermissionDenied(f"Only people of {shown} can claim its tickets.")
    chosen = _tickets(shown).select_related("team", "holder").filter(pk__in=_numbers(request.POST.getlist("tickets")))
    outcome = bulk.claim(chosen, by=request.user)
    _tell(request, outcome)
    query = request.GET.urlencode()
    return redirect(f"{reverse('inbox', args=[shown.slug])}{'?' if query else ''}{query}")


def _numbers(values: list[str]) -> list[int]:
    """The ids among what a form brought; what is no number names no ticket."""
    return [key for value in values if (key := key_of(value)) is not None][:SIZE]


def _tell(request: PortalRequest, outcome: bulk.Outcome) -> None:
    if not outcome.done and not outcome.refused:
        messages.warning(request, "Nothing was claimed: select tickets first.")
        return
    holders: dict[int, Any] = dict(
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in outcome.refused]).values_list("pk", "holder__name")
    )
    level = messages.WARNING if outcome.refused else messages.SUCCESS
    messages.add_message(request, level, claimed_in_words(outcome, holders))
