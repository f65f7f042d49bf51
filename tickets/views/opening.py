"""Opening a ticket for a customer who called."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets import customers, opening, services
from tickets.forms import OpenTicketForm
from tickets.live import PortalRequest
from tickets.models import Agent, Channel, Customer, Ticket
from tickets.permissions import can_claim, can_open_tickets
from tickets.refusals import refusal_of


@require_http_methods(["GET", "POST"])
def open_ticket(request: PortalRequest) -> HttpResponse:
    """The form, and the new ticket. An address may say what it is about, by the number of an issue type."""
    if request.method == "GET":
        about = {"issue_type": request.GET.get("issue_type")}
        return render(request, "tickets/open.html", {"form": OpenTicketForm(agent=request.user, initial=about)})
    form = OpenTicketForm(request.POST, agent=request.user)
    if form.is_valid() and (ticket := _open(form, by=request.user)):
        messages.success(request, f"{ticket.number} is open.")
        return redirect(ticket)
    return render(request, "tickets/open.html", {"form": form}, status=422)


def _open(form: OpenTicketForm, *, by: Agent) -> Ticket | None:
    """Open it, or put what stands against it into the form."""
    chosen = form.cleaned_data
    if not can_open_tickets(by, chosen["team"]):
        raise PermissionDenied(f"Only people of {chosen['team']} open tickets there.")
    try:
        with transaction.atomic():
            ticket = opening.open_ticket(
                customer=_customer(form),
                subject=chosen["subject"],
                body=chosen["body"],
                channel=Channel(chosen["channel"]),
                team=chosen["team"],
                issue_type=chosen["issue_type"],
                by=by,
                at=timezone.now(),
            )
            if chosen["take_it"] and can_claim(by, ticket):
                services.claim(ticket, by=by, at=timezone.now())
            return ticket
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def _customer(form: OpenTicketForm) -> Customer:
    if known := form.known_customer:
        return known
    chosen = form.cleaned_data
    return customers.add(
        name=chosen["name"], email=chosen["email"], account=form.known_account, company=chosen["company"]
    )
