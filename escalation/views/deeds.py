"""Every act on a ticket and its handoff, each a form that is posted: load, do, and back to the page with a word."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from escalation import handoffs
from escalation import permissions as may_handoff
from escalation.desk import acts
from escalation.desk.forms import ComposerForm, ContinuationForm, PlaceForm, ReadBackForm, ReturnForm, WordsForm
from escalation.models import Continuation, Handoff, ReturnReason, State
from escalation.views.acting import Act, form_refused, perform, posted
from escalation.views.ticket import opened
from tickets import permissions as may
from tickets import services
from tickets.live import PortalRequest
from tickets.models import Agent, Cause, Channel, Ownership, Ticket


def _handoff(request: PortalRequest, pk: int) -> Handoff:
    found = Handoff.objects.visible_to(request.user).select_related(
        "ticket__team", "ticket__holder", "to_team", "from_team", "sent_by"
    )
    return get_object_or_404(found, pk=pk)


@posted(opened)
def say(request: PortalRequest, ticket: Ticket) -> HttpResponse:
    """Answer the customer or leave a note; where asked to, resolve the ticket with it."""
    form = ComposerForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_refused(request, ticket, form, "typed")
    act = _note if form.cleaned_data["kind"] == "note" else _reply
    return perform(request, ticket, act(request, ticket, form.cleaned_data), typed=form)


def _note(request: PortalRequest, ticket: Ticket, said: dict[str, Any]) -> Act:
    return Act(
        do=lambda: acts.note(
            ticket, body=said["body"], by=request.user, files=said["files"], seen=said["seen"], ends_draft=True
        ),
        done="Note added.",
        allowed=may.can_note(request.user, ticket),
        otherwise="You may not write on this ticket.",
        again=_is_repeated,
    )


def _reply(request: PortalRequest, ticket: Ticket, said: dict[str, Any]) -> Act:
    return Act(
        do=lambda: acts.reply(
            ticket,
            body=said["body"],
            channel=Channel(said["channel"] or Channel.EMAIL),
            by=request.user,
            seen=said["seen"],
            files=said["files"],
            and_resolve=said["resolve"],
            ends_draft=True,
        ),
        done="Sent, and the ticket is resolved." if said["resolve"] else "Sent.",
        allowed=may.can_reply(request.user, ticket),
        otherwise=f"Only {ticket.team} answers this customer while it holds the ticket.",
        again=_is_repeated,
    )


def _is_repeated(error: Exception) -> bool:
    return isinstance(error, acts.AlreadySaid)


@posted(opened)
def claim(request: PortalRequest, ticket: Ticket) -> HttpResponse:
    act = Act(
        do=lambda: acts.claim(ticket, by=request.user),
        done=f"{ticket.number} is yours.",
        allowed=may.can_claim(request.user, ticket),
        otherwise=f"Only people of {ticket.team} can claim this ticket.",
    )
    return perform(request, ticket, act)


@posted(opened)
def place(request: PortalRequest, ticket: Ticket) -> HttpResponse:
    """Hand the ticket to a colleague with one line, or, by a button of its own, put it back with the team."""
    if "put_back" in request.POST or not may.can_place(request.user, ticket):
        return perform(request, ticket, _put_back(request, ticket))
    form = PlaceForm(request.POST, ticket=ticket, by=request.user)
    if not form.is_valid():
        return render(request, "escalation/place.html", {"ticket": ticket, "form": form}, status=422)
    return perform(request, ticket, _give(request, ticket, form.cleaned_data["agent"], form.cleaned_data["line"]))


def _give(request: PortalRequest, ticket: Ticket, agent: Agent, line: str) -> Act:
    hers = f"{ticket.number} is yours now."
    offered = f"{ticket.number} is offered to {agent}. You stay responsible until it is acknowledged."
    return Act(
        do=lambda: acts.give(ticket, to=agent, line=line, by=request.user),
        done=hers if agent == request.user else offered,
        allowed=may.can_place(request.user, ticket),
        otherwise=f"Only people of {ticket.team} can give this ticket away.",
        again=lambda error: (
            isinstance(error, handoffs.AlreadyWaiting)
            and (error.handoff.sent_by_id, error.handoff.to_agent_id) == (request.user.pk, agent.pk)
        ),
    )


def _put_back(request: PortalRequest, ticket: Ticket) -> Act:
    return Act(
        do=lambda: acts.place(ticket, agent=None, by=request.user),
        done=f"{ticket.number} is with {ticket.team} now.",
        allowed=may.can_place(request.user, ticket),
        otherwise=f"Only people of {ticket.team} can give this ticket away.",
    )


@posted(opened)
def resolve(request: PortalRequest, ticket: Ticket) -> HttpResponse:
    act = Act(
        do=lambda: acts.resolve(ticket, by=request.user),
        done=f"{ticket.number} is resolved.",
        allowed=may.can_resolve(request.user, ticket),
        otherwise=f"Only {ticket.team} can resolve this ticket while it holds it.",
        again=lambda error: isinstance(error, services.AlreadyResolved) and error.by == request.user,
    )
    return perform(request, ticket, act)


@posted(opened)
def reopen(request: PortalRequest, ticket: Ticket) -> HttpResponse:
    hers = Q(cause=Cause.REOPENED, by=request.user)
    act = Act(
        do=lambda: acts.reopen(ticket, by=request.user),
        done=f"{ticket.number} is open again.",
        allowed=may.can_reopen(request.user, ticket),
        otherwise=f"Only {ticket.team} can reopen this ticket.",
        again=lambda error: Ownership.objects.current().filter(hers, ticket=ticket).exists(),
    )
    return perform(request, ticket, act)


@posted(_handoff)
def acknowledge(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    waits = " The customer waits for your answer." if handoff.ticket.waiting_since else ""
    form = ReadBackForm(request.POST)
    if not form.is_valid():
        return form_refused(request, handoff.ticket, form, "reading_back")
    said = form.cleaned_data["read_back"]
    act = Act(
        do=lambda: handoffs.acknowledge(handoff, by=request.user, read_back=said),
        done=f"{handoff.ticket.number} is yours.{waits}",
        allowed=may_handoff.can_acknowledge(request.user, handoff),
        otherwise=f"Only people of {handoff.to_team} can acknowledge this handoff.",
    )
    return perform(request, handoff.ticket, act, reading_back=form)


@posted(_handoff)
def give_back(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    """Return a handoff to its sender, saying what is wrong."""
    form = ReturnForm(request.POST, handoff=handoff)
    if not form.is_valid():
        return form_refused(request, handoff.ticket, form, "returning")
    reason, note = ReturnReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
    act = Act(
        do=lambda: handoffs.return_to_sender(handoff, reason=reason, note=note, missing=form.missing, by=request.user),
        done=f"Returned. {handoff.sent_by} has been told.",
        allowed=may_handoff.can_return(request.user, handoff),
        otherwise=f"Only people of {handoff.to_team} can return this handoff.",
        again=lambda error: _did(error, State.RETURNED, request),
    )
    return perform(request, handoff.ticket, act, returning=form)


@posted(_handoff)
def say_whether_one_could(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    """Could the receiver go on without reading earlier messages? Some are asked."""
    form = ContinuationForm(request.POST)
    if not form.is_valid():
        return form_refused(request, handoff.ticket, form, "continuing")
    said, asked = form.cleaned_data, Continuation.objects.filter(handoff=handoff).first()
    act = Act(
        do=lambda: handoffs.answer_whether_one_could(
            handoff, could=said["could"], missing=said["missing"], by=request.user, at=timezone.now()
        ),
        done="Thank you. This is how handoffs get better.",
        allowed=asked is not None and may_handoff.can_say_whether_she_could(request.user, asked),
        otherwise="You were not asked about this handoff.",
    )
    return perform(request, handoff.ticket, act, continuing=form)


@posted(_handoff)
def ask(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return form_refused(request, handoff.ticket, form, "asking")
    act = Act(
        do=lambda: handoffs.ask(handoff, text=form.cleaned_data["text"], by=request.user),
        done=f"{handoff.sent_by} has been asked. The clock runs on.",
        allowed=may_handoff.can_ask(request.user, handoff),
        otherwise=f"Only people of {handoff.to_team} ask the sender.",
    )
    return perform(request, handoff.ticket, act, asking=form)


@posted(_handoff)
def answer(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return form_refused(request, handoff.ticket, form, "answering")
    act = Act(
        do=lambda: handoffs.answer(handoff, text=form.cleaned_data["text"], by=request.user),
        done="Answered.",
        allowed=may_handoff.can_answer(request.user, handoff),
        otherwise="Only the sender and her team answer this question.",
    )
    return perform(request, handoff.ticket, act, answering=form)


@posted(_handoff)
def withdraw(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    ticket = handoff.ticket
    act = Act(
        do=lambda: handoffs.withdraw(handoff, by=request.user),
        done=f"Withdrawn. {ticket.number} stays with {ticket.holder or ticket.team}.",
        allowed=may_handoff.can_withdraw(request.user, handoff),
        otherwise="Only the sender, or her team's lead, withdraws a handoff.",
        again=lambda error: _did(error, State.WITHDRAWN, request),
    )
    return perform(request, ticket, act)


@posted(_handoff)
def take_back(request: PortalRequest, handoff: Handoff) -> HttpResponse:
    act = Act(
        do=lambda: handoffs.take_back(handoff, by=request.user),
        done=f"{handoff.ticket.number} is yours again.",
        allowed=may_handoff.can_take_back(request.user, handoff),
        otherwise=f"Only people of {handoff.ticket.team} take it back.",
        again=lambda error: isinstance(error, handoffs.NotReturned) and error.by == request.user,
    )
    return perform(request, handoff.ticket, act)


def _did(error: Exception, state: State, request: PortalRequest) -> bool:
    return isinstance(error, handoffs.NotWaiting) and error.state == state and error.by == request.user
