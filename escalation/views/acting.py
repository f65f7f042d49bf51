"""How an act at the desk is asked for, done once, and answered, whichever act it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from escalation import handoffs
from escalation.desk import acts
from escalation.desk import page as desk
from escalation.models import Handoff
from escalation.refusals import refused
from escalation.views.ticket import opened, page_context
from escalation.wording import before_you
from tickets.live import PortalRequest
from tickets.models import Ticket

Thing = TypeVar("Thing", Ticket, Handoff)


@dataclass(frozen=True)
class Act:
    """One thing that somebody wants done, and what to say when it is, and when it may not be."""

    do: Callable[[], object]
    done: str
    allowed: bool
    otherwise: str
    # Whether a refusal means that she herself has done it before: a button pressed twice has still been pressed.
    again: Callable[[Exception], bool] = lambda error: False


def posted(find: Callable[[PortalRequest, int], Thing]) -> Callable[..., Callable[[PortalRequest, int], HttpResponse]]:
    """A view that acts on a ticket or a handoff by POST. Followed as a link, as after signing in, it only shows."""

    def decorate(view: Callable[[PortalRequest, Thing], HttpResponse]) -> Callable[[PortalRequest, int], HttpResponse]:
        @wraps(view)
        def act(request: PortalRequest, pk: int) -> HttpResponse:
            thing = find(request, pk)
            if request.method != "POST":
                return redirect("ticket", pk=_ticket_of(thing).pk)
            return view(request, thing)

        return act

    return decorate


def _ticket_of(thing: Ticket | Handoff) -> Ticket:
    return thing.ticket if isinstance(thing, Handoff) else thing


def perform(request: PortalRequest, ticket: Ticket, act: Act, **kept: forms.Form) -> HttpResponse:
    """Done and said so; or refused with the sentence that its error has, and what was typed kept."""
    if not act.allowed:
        return _refused(request, ticket, words=act.otherwise, status=403, **kept)
    try:
        act.do()
    except Exception as error:
        refusal = refused(error)
        if not act.again(error):
            unseen = error.messages if isinstance(error, acts.ThreadMovedOn) else []
            words, status = _words(error) or refusal.sentence, 422 if refusal.is_input else 409
            return _refused(request, ticket, words=words, status=status, unseen=unseen, **kept)
    messages.success(request, act.done)
    return redirect("ticket", pk=ticket.pk)


def form_refused(request: PortalRequest, ticket: Ticket, form: forms.Form, name: str, words: str = "") -> HttpResponse:
    """What was typed says too little or too much: the page again, with the first thing that is wrong."""
    words = words or str(next(iter(form.errors.values()))[0])
    return _refused(request, ticket, words=words, status=422, **{name: form})


def _refused(request: PortalRequest, ticket: Ticket, *, words: str, status: int, **kept: Any) -> HttpResponse:
    found = opened(request, ticket.pk)
    context = page_context(request.user, desk.gather(found, reader=request.user), kept.get("typed"))
    if request.FILES:
        words = f"{words} Attach your files again: a browser gives them only once."
    return render(request, "escalation/ticket.html", {**context, "refusal": words, **kept}, status=status)


def _words(error: Exception) -> str:
    """A person reads how long ago; programs read the instant."""
    if isinstance(error, handoffs.AlreadyAcknowledged):
        return f"{error.by} acknowledged this handoff {before_you(error.at, timezone.now())}."
    return ""
