"""How a ticket comes to be."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tickets import attachments, changes, ownership, search, services, together
from tickets.models import Agent, Channel, Customer, IssueType, Message, Participant, Team, Ticket


@transaction.atomic
def open_ticket(
    *,
    customer: Customer,
    subject: str,
    body: str,
    channel: Channel,
    team: Team,
    at: datetime,
    by: Agent | None = None,
    holder: Agent | None = None,
    issue_type: IssueType | None = None,
    page_url: str = "",
    files: Sequence[UploadedFile] = (),
) -> Ticket:
    """Open a ticket with the customer's first message, held by `team`, or by one agent of it.

    `by` is the agent who took the message down, if one did. Raises EmptyMessage, MessageTooLong, attachments.Refused.
    """
    body = services.sayable(body, files)
    ticket = Ticket.objects.create(
        subject=subject.strip()[:200],
        customer=customer,
        account=customer.account,
        issue_type=issue_type,
        team=team,
        holder=holder,
        opened_at=at,
        last_activity_at=at,
        waiting_since=at,
    )
    message = Message(
        ticket=ticket,
        channel=channel,
        body=body,
        page_url=page_url[:500],
        posted_at=at,
        **services.author_fields(customer),
    )
    takes_part = holder if holder is not None and holder.is_bot else None
    if files:
        message.save()  # they are to name it by its number
    together.write(
        together.inserting([] if files else [message]),
        together.inserting([ownership.first_of(ticket, by=by)]),
        together.inserting([search.first_of(ticket, body)]),
        together.inserting(Participant.rows(ticket_id=ticket.pk, agent=takes_part, at=at)),
    )
    attachments.keep(message, files, at=at)
    changes.announce(*changes.of_ticket(ticket))
    return ticket
