"""Pages with one form each: a follow-up, another channel, and the context of a hidden handoff."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalation import hidden, transitions
from escalation.desk.passage_forms import ChannelForm, FollowUpForm, LateContextForm
from escalation.models import Transition
from escalation.package import IncompletePackage
from escalation.permissions import can_add_context, can_make_passage
from escalation.refusals import refused
from escalation.views.ticket import opened
from tickets.live import PortalRequest
from tickets.models import Channel, Message, Ownership, Ticket


@dataclass(frozen=True)
class Sheet:
    """A page with one form, and what its button does."""

    title: str
    button: str
    hint: str
    form: forms.Form
    do: Callable[[], object]
    done: Callable[[], str]


@require_http_methods(["GET", "POST"])
def follow_up(request: PortalRequest, pk: int) -> HttpResponse:
    """Put the ticket off, and say what was promised."""
    ticket, agent, now = _ticket_to_pass_on(request, pk), request.user, timezone.now()
    tomorrow = (now.astimezone(ZoneInfo(agent.time_zone)) + timedelta(days=1)).date()
    form = FollowUpForm(request.POST or None, initial={"on_date": tomorrow, "at_time": "09:00"})
    sheet = Sheet(
        title="Follow up later",
        button="Mark it",
        hint=f"You keep the ticket. The time is by your own clock ({agent.time_zone}); when it comes, "
        f"the ticket stands on top of its holder's work.",
        form=form,
        do=lambda: transitions.mark_follow_up(
            ticket, due_at=form.due_at(agent), said=form.cleaned_data["said"], by=agent, at=now
        ),
        done=lambda: f"{ticket.number} is marked for follow-up.",
    )
    return _answer(request, ticket, sheet)


@require_http_methods(["GET", "POST"])
def move_channel(request: PortalRequest, pk: int) -> HttpResponse:
    """Go on with the customer elsewhere, and say what was said about it."""
    ticket = _ticket_to_pass_on(request, pk)
    form = ChannelForm(request.POST or None)
    sheet = Sheet(
        title="Move to another channel",
        button="Move it",
        hint="The thread stays one. The next answer is offered on that channel.",
        form=form,
        do=lambda: transitions.move_channel(
            ticket,
            to=Channel(form.cleaned_data["to"]),
            said=form.cleaned_data["said"],
            by=request.user,
            at=timezone.now(),
        ),
        done=lambda: f"The talk goes on by {Channel(form.cleaned_data['to']).label.lower()}.",
    )
    return _answer(request, ticket, sheet)


@require_POST
def take_up(request: PortalRequest, pk: int) -> HttpResponse:
    """See to what was put off."""
    found = get_object_or_404(Transition.objects.select_related("ticket"), pk=pk)
    ticket = _ticket_to_pass_on(request, found.ticket_id)
    try:
        transitions.take_up(found, by=request.user, at=timezone.now())
    except transitions.NothingToTakeUp as error:
        messages.warning(request, f"{error}.")
    else:
        messages.success(request, "Taken up.")
    return redirect("ticket", pk=ticket.pk)


@require_http_methods(["GET", "POST"])
def add_context(request: PortalRequest, pk: int) -> HttpResponse:
    """Say afterwards what a change of holder went without."""
    change = get_object_or_404(Ownership.objects.select_related("ticket", "team", "agent"), pk=pk)
    hint = f"The ticket went to {change.held_by} without a handoff."
    return _add_context(request, change, found=hidden.changes_without_handoff(), hint=hint)


@require_http_methods(["GET", "POST"])
def add_context_to_answer(request: PortalRequest, pk: int) -> HttpResponse:
    """Say afterwards what somebody knew who answered in the holder's place."""
    shown = ("ticket", "agent", "in_place_of__team", "in_place_of__agent")
    answers = Message.objects.filter(in_place_of__isnull=False)
    answer = get_object_or_404(answers.select_related(*shown), pk=pk)
    hint = f"{answer.agent} answered the customer while {answer.held_then}, without a handoff."
    return _add_context(request, answer, found=hidden.answers_without_handoff(), hint=hint)


def _add_context(
    request: PortalRequest, about: Ownership | Message, *, found: QuerySet[Any], hint: str
) -> HttpResponse:
    ticket = opened(request, about.ticket_id)
    if not can_add_context(request.user, ticket):
        raise PermissionDenied("You may not write on this ticket.")
    if getattr(about, "added_context", None):
        messages.info(request, "Somebody has added the context meanwhile.")
        return redirect("ticket", pk=ticket.pk)
    if not found.filter(pk=about.pk).exists():
        raise Http404
    form = LateContextForm(request.POST or None)
    sheet = Sheet(
        title="Add the missing context",
        button="Add it",
        hint=f"{hint} What you say here stands in the thread there.",
        form=form,
        do=lambda: hidden.add_context(about, context=form.context(), by=request.user, at=timezone.now()),
        done=lambda: "Thank you. It stands in the thread now.",
    )
    return _answer(request, ticket, sheet)


def _ticket_to_pass_on(request: PortalRequest, pk: int) -> Ticket:
    ticket = opened(request, pk)
    if not can_make_passage(request.user, ticket):
        raise PermissionDenied(f"Only people of {ticket.team} decide how this ticket goes on.")
    return ticket


def _answer(request: PortalRequest, ticket: Ticket, sheet: Sheet) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if sheet.form.is_valid() and _is_done(sheet):
            messages.success(request, sheet.done())
            return redirect("ticket", pk=ticket.pk)
        status = 422
    return render(request, "escalation/sheet.html", {"ticket": ticket, "sheet": sheet}, status=status)


def _is_done(sheet: Sheet) -> bool:
    """Do it; what is refused stands at its field."""
    try:
        sheet.do()
    except IncompletePackage as incomplete:
        for name, problem in incomplete.problems.items():
            sheet.form.add_error(name, problem)
    except Exception as error:
        refusal = refused(error)
        sheet.form.add_error(refusal.field if refusal.field in sheet.form.fields else None, refusal.sentence)
    return not sheet.form.errors
