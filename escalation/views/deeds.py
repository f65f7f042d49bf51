"""Every act on a ticket and its handoff, each a form that is posted: load, do, and back to the page with a word."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from escalation import handoffs
from escalation import permissions as may_handoff
from escalation.desk import acts
from escalation.desk import page as desk
from escalation.desk.forms import ComposerForm, PlaceForm, ReturnForm, WordsForm
from escalation.models import Handoff, ReturnReason
from escalation.refusals import refusal_of
from escalation.views.ticket import refused
from tickets import permissions as may
from tickets.live import PortalRequest
from tickets.models import Channel, Ticket


@require_POST
def say(request: PortalRequest, pk: int) -> HttpResponse:
    """Answer the customer or leave a note; where asked to, resolve the ticket with it."""
    ticket = _ticket(request, pk)
    form = ComposerForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, pk, words=_first_problem(form), status=422, typed=form)
    said = form.cleaned_data
    if said["kind"] == "note":
        _must(may.can_note(request.user, ticket), "You may not write on this ticket.")
        return _do(request, pk, lambda: _note(request, ticket, said), done="Note added.", typed=form)
    _must(may.can_reply(request.user, ticket), f"Only {ticket.team} answers this customer while it holds the ticket.")
    done = "Sent, and the ticket is resolved." if said["resolve"] else "Sent."
    return _do(request, pk, lambda: _reply(request, ticket, said), done=done, typed=form)


def _note(request: PortalRequest, ticket: Ticket, said: dict[str, Any]) -> None:
    acts.note(ticket, body=said["body"], by=request.user, files=said["files"])


def _reply(request: PortalRequest, ticket: Ticket, said: dict[str, Any]) -> None:
    acts.reply(
        ticket,
        body=said["body"],
        channel=Channel(said["channel"] or Channel.EMAIL),
        by=request.user,
        seen=said["seen"],
        files=said["files"],
        and_resolve=said["resolve"],
    )


@require_POST
def claim(request: PortalRequest, pk: int) -> HttpResponse:
    ticket = _ticket(request, pk)
    _must(may.can_claim(request.user, ticket), f"Only people of {ticket.team} can claim this ticket.")
    return _do(request, pk, lambda: acts.claim(ticket, by=request.user), done=f"{ticket.number} is yours.")


@require_POST
def place(request: PortalRequest, pk: int) -> HttpResponse:
    """Give the ticket to a colleague, or put it back with the team."""
    ticket = _ticket(request, pk)
    _must(may.can_place(request.user, ticket), f"Only people of {ticket.team} can give this ticket away.")
    form = PlaceForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return refused(request, pk, words=f"Choose somebody who works in {ticket.team}.", status=422)
    agent = form.cleaned_data["agent"]
    done = f"{ticket.number} is with {agent or ticket.team} now."
    return _do(request, pk, lambda: acts.place(ticket, team=ticket.team, agent=agent, by=request.user), done=done)


@require_POST
def resolve(request: PortalRequest, pk: int) -> HttpResponse:
    ticket = _ticket(request, pk)
    _must(may.can_resolve(request.user, ticket), f"Only {ticket.team} can resolve this ticket while it holds it.")
    return _do(request, pk, lambda: acts.resolve(ticket, by=request.user), done=f"{ticket.number} is resolved.")


@require_POST
def reopen(request: PortalRequest, pk: int) -> HttpResponse:
    ticket = _ticket(request, pk)
    _must(may.can_reopen(request.user, ticket), f"Only {ticket.team} can reopen this ticket.")
    return _do(request, pk, lambda: acts.reopen(ticket, by=request.user), done=f"{ticket.number} is open again.")


@require_POST
def acknowledge(request: PortalRequest, pk: int) -> HttpResponse:
    handoff = _handoff(request, pk)
    _must(
        may_handoff.can_acknowledge(request.user, handoff),
        f"Only people of {handoff.to_team} can acknowledge this handoff.",
    )
    done = f"{handoff.ticket.number} is yours. The customer waits for your answer."
    return _do(request, handoff.ticket_id, lambda: handoffs.acknowledge(handoff, by=request.user), done=done)


@require_POST
def give_back(request: PortalRequest, pk: int) -> HttpResponse:
    """Return a handoff to its sender, saying what is wrong."""
    handoff = _handoff(request, pk)
    _must(may_handoff.can_return(request.user, handoff), f"Only people of {handoff.to_team} can return this handoff.")
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return refused(request, handoff.ticket_id, words=_first_problem(form), status=422, returning=form)
    reason, note = ReturnReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
    return _do(
        request,
        handoff.ticket_id,
        lambda: handoffs.return_to_sender(handoff, reason=reason, note=note, by=request.user),
        done=f"Returned. {handoff.sent_by} has been told.",
        returning=form,
    )


@require_POST
def ask(request: PortalRequest, pk: int) -> HttpResponse:
    handoff = _handoff(request, pk)
    _must(may_handoff.can_ask(request.user, handoff), f"Only people of {handoff.to_team} ask the sender.")
    done = f"{handoff.sent_by} has been asked. The clock runs on."
    return _speak(request, handoff, handoffs.ask, done=done, name="asking")


@require_POST
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    handoff = _handoff(request, pk)
    _must(may_handoff.can_answer(request.user, handoff), "Only the sender and her team answer this question.")
    return _speak(request, handoff, handoffs.answer, done="Answered.", name="answering")


def _speak(
    request: PortalRequest, handoff: Handoff, say: Callable[..., object], *, done: str, name: str
) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return refused(request, handoff.ticket_id, words=_first_problem(form), status=422, **{name: form})
    text = form.cleaned_data["text"]
    return _do(request, handoff.ticket_id, lambda: say(handoff, text=text, by=request.user), done=done, **{name: form})


@require_POST
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    handoff = _handoff(request, pk)
    _must(may_handoff.can_withdraw(request.user, handoff), "Only the sender, or her team's lead, withdraws a handoff.")
    done = f"Withdrawn. {handoff.ticket.number} stays with {handoff.ticket.holder or handoff.ticket.team}."
    return _do(request, handoff.ticket_id, lambda: handoffs.withdraw(handoff, by=request.user), done=done)


@require_POST
def take_back(request: PortalRequest, pk: int) -> HttpResponse:
    handoff = _handoff(request, pk)
    _must(may_handoff.can_take_back(request.user, handoff), f"Only people of {handoff.ticket.team} take it back.")
    done = f"{handoff.ticket.number} is yours again."
    return _do(request, handoff.ticket_id, lambda: handoffs.take_back(handoff, by=request.user), done=done)


def _ticket(request: PortalRequest, pk: int) -> Ticket:
    return get_object_or_404(desk.visible(request.user), pk=pk)


def _handoff(request: PortalRequest, pk: int) -> Handoff:
    found = Handoff.objects.visible_to(request.user).select_related(
        "ticket__team", "ticket__holder", "to_team", "from_team", "sent_by"
    )
    return get_object_or_404(found, pk=pk)


def _must(allowed: bool, otherwise: str) -> None:
    if not allowed:
        raise PermissionDenied(otherwise)


def _do(request: PortalRequest, pk: int, act: Callable[[], object], *, done: str, **kept: forms.Form) -> HttpResponse:
    """One act: done and said so, or refused with the sentence that its error has, and what was typed kept."""
    try:
        act()
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        unseen = {"unseen": error.messages} if isinstance(error, acts.ThreadMovedOn) else {}
        status = 422 if refusal.is_input else 409
        return refused(request, pk, words=refusal.sentence, status=status, **kept, **unseen)
    messages.success(request, done)
    return redirect("ticket", pk=pk)


def _first_problem(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])
