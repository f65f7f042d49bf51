"""Putting right what was taken down wrongly about a ticket: not who holds it, nor what was said."""

from django.db import transaction

from tickets import changes, search, services
from tickets.models import Customer, IssueType, Ticket


@transaction.atomic
def correct(ticket: Ticket, *, subject: str, customer: Customer, issue_type: IssueType | None) -> None:
    """Give a ticket the right subject, customer (and with her the account) and issue type."""
    ticket = services.lock(ticket)
    ticket.subject, ticket.issue_type = subject.strip(), issue_type
    ticket.customer, ticket.account = customer, customer.account
    ticket.save(update_fields=["subject", "issue_type", "customer", "account"])
    search.rename(Ticket.objects.filter(pk=ticket.pk))
    changes.announce(*changes.of_ticket(ticket))
