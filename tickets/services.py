"""What can be done to a ticket. Every function is one transaction, and says who (`by`) and when (`at`)."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from tickets import attachments, changes, ownership, people, search
from tickets.compiled import compiled
from tickets.models import (
    BODY_LIMIT,
    Agent,
    AuthorKind,
    Cause,
    Channel,
    Customer,
    Message,
    Ownership,
    Participant,
    Status,
    Team,
    Ticket,
    Visibility,
)


class EmptyMessage(Exception):
    """A message needs words, or a file."""


class MessageTooLong(Exception):
    """A message has more characters than BODY_LIMIT."""


class AlreadyHeld(Exception):
    """Somebody holds the ticket already; `holder` is who."""

    def __init__(self, holder: Agent) -> None:
        super().__init__(f"{holder} holds this ticket")
        self.holder = holder


class AlreadyResolved(Exception):
    """The ticket is resolved: reopen it first. `by` is who resolved it, where that is known."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"{ticket.resolved_by or 'Somebody'} resolved this ticket")
        self.by = ticket.resolved_by


class NotResolved(Exception):
    """The ticket is open already."""


class NotInTeam(Exception):
    """The agent does not work in that team."""


class MovedOn(Exception):
    """The ticket went to somebody else before the act had its lock; `ticket` is how it is now."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"{ticket.number} is with {ticket.holder or ticket.team} now")
        self.ticket = ticket


LASTING = ("team", "customer", "account", "issue_type")  # rows beside a ticket that an act on it never writes


def lock(ticket: Ticket) -> Ticket:
    """The ticket as it is now, locked until the transaction ends: every act on a ticket takes this lock first.

    Nothing is joined to it: where the row changed while the lock was waited for, PostgreSQL checks the join again with
    the new team and the old row beside it, and finds no ticket at all. What the caller has read beside the ticket is
    kept as far as it is still the ticket's.
    """
    found = _locked(ticket_id=ticket.pk)
    if not found:
        raise Ticket.DoesNotExist(f"{ticket.number} is gone")
    locked = found[0]
    for name in LASTING:
        known = ticket._state.fields_cache.get(name)
        if known is not None and known.pk == getattr(locked, f"{name}_id"):
            setattr(locked, name, known)
    return locked


@compiled
def _locked(*, ticket_id: int) -> QuerySet[Ticket, Ticket]:
    return Ticket.objects.select_for_update().filter(pk=ticket_id)


@transaction.atomic
def post_message(
    ticket: Ticket,
    *,
    author: Agent | Customer,
    body: str,
    channel: Channel,
    at: datetime,
    visibility: Visibility = Visibility.PUBLIC,
    page_url: str = "",
    files: Sequence[UploadedFile] = (),
) -> Message:
    """Add to the thread; for whoever does not hold the lock on the ticket. The same as `add_message` otherwise."""
    return add_message(
        lock(ticket),
        author=author,
        body=body,
        channel=channel,
        at=at,
        visibility=visibility,
        page_url=page_url,
        files=files,
    )


def add_message(
    ticket: Ticket,
    *,
    author: Agent | Customer,
    body: str,
    channel: Channel,
    at: datetime,
    visibility: Visibility = Visibility.PUBLIC,
    page_url: str = "",
    files: Sequence[UploadedFile] = (),
    is_answer: bool = True,
) -> Message:
    """Add to the thread of a ticket whose lock the caller holds, and let its status follow.

    A customer's message makes it our turn and reopens a resolved ticket; a public answer makes it the customer's turn,
    and what is public and no answer leaves her waiting.
    Raises EmptyMessage, MessageTooLong, AlreadyResolved (an answer on a resolved ticket), attachments.Refused.
    """
    body = sayable(body, files)
    is_answer = is_answer and visibility == Visibility.PUBLIC
    _follow_message(ticket, author=author, is_answer=is_answer, at=at)
    message = Message.objects.create(
        ticket=ticket,
        channel=channel,
        visibility=visibility,
        body=body,
        page_url=page_url[:500],
        posted_at=at,
        in_place_of=ownership.broken_into_now(ticket, author=author) if is_answer else None,
        **author_fields(author),
    )
    attachments.keep(message, files, at=at)
    search.append(ticket, body)
    changes.announce(*changes.of_thread(ticket))
    return message


def sayable(body: str, files: Sequence[UploadedFile]) -> str:
    """The words as they are kept. Raises EmptyMessage, MessageTooLong."""
    body = body.strip()
    if not body and not files:
        raise EmptyMessage
    if len(body) > BODY_LIMIT:
        raise MessageTooLong(f"{len(body)} characters, of {BODY_LIMIT} at most")
    return body


def author_fields(author: Agent | Customer) -> dict[str, object]:
    """Whose a message is, as its row says it."""
    if isinstance(author, Customer):
        return {"author_kind": AuthorKind.CUSTOMER, "customer": author}
    return {"author_kind": AuthorKind.BOT if author.is_bot else AuthorKind.AGENT, "agent": author}


def _follow_message(ticket: Ticket, *, author: Agent | Customer, is_answer: bool, at: datetime) -> None:
    ticket.last_activity_at = max(at, ticket.last_activity_at)
    if isinstance(author, Customer):
        if ticket.is_resolved:
            _reopen(ticket, by=None, at=at)
        ticket.status = Status.OPEN
        ticket.waiting_since = ticket.waiting_since or at
    elif is_answer:
        if ticket.is_resolved:
            raise AlreadyResolved(ticket)
        ticket.status = Status.PENDING
        ticket.waiting_since = None
    ticket.save(update_fields=["last_activity_at", "status", "waiting_since"])


@transaction.atomic
def claim(ticket: Ticket, *, by: Agent, at: datetime) -> Ownership:
    """Take a ticket that nobody in its team holds yet. Raises AlreadyHeld, AlreadyResolved, NotInTeam."""
    ticket = lock(ticket)
    _must_be_open(ticket)
    if ticket.holder is not None and ticket.holder != by:
        raise AlreadyHeld(ticket.holder)
    _must_be_in(ticket.team, by)
    return ownership.place(ticket, team=ticket.team, agent=by, cause=Cause.CLAIMED, by=by, at=at)


@transaction.atomic
def place(
    ticket: Ticket, *, team: Team, agent: Agent | None, by: Agent, at: datetime, cause: Cause = Cause.REASSIGNED
) -> Ownership:
    """Give the ticket to a team, or to one agent of it. Raises AlreadyResolved, NotInTeam."""
    ticket = lock(ticket)
    _must_be_open(ticket)
    if agent is not None:
        _must_be_in(team, agent)
    return ownership.place(ticket, team=team, agent=agent, cause=cause, by=by, at=at)


@transaction.atomic
def resolve(ticket: Ticket, *, by: Agent, at: datetime) -> None:
    """Close the ticket: nobody holds it any more. Raises AlreadyResolved."""
    ticket = lock(ticket)
    _must_be_open(ticket)
    ownership.release(ticket, at=at)
    ticket.status, ticket.resolved_at, ticket.resolved_by = Status.RESOLVED, at, by
    ticket.waiting_since = None
    ticket.last_activity_at = max(at, ticket.last_activity_at)
    ticket.save(update_fields=["status", "resolved_at", "resolved_by", "waiting_since", "last_activity_at"])


@transaction.atomic
def reopen(ticket: Ticket, *, by: Agent, at: datetime) -> None:
    """Open a resolved ticket again, with whoever held it last. Raises NotResolved."""
    ticket = lock(ticket)
    if not ticket.is_resolved:
        raise NotResolved
    _reopen(ticket, by=by, at=at)


def _reopen(ticket: Ticket, *, by: Agent | None, at: datetime) -> None:
    ticket.status, ticket.resolved_at, ticket.resolved_by = Status.OPEN, None, None
    ticket.last_activity_at = max(at, ticket.last_activity_at)
    ticket.save(update_fields=["status", "resolved_at", "resolved_by", "last_activity_at"])
    holder = ticket.holder if ticket.holder and ticket.holder.is_active else None
    ownership.place(ticket, team=ticket.team, agent=holder, cause=Cause.REOPENED, by=by, at=at)


def take_part(ticket: Ticket, *, at: datetime, agent: Agent | None = None, team: Team | None = None) -> None:
    """Let an agent, a team, or both see the ticket, and go on seeing it, without holding it."""
    Participant.objects.bulk_create(
        Participant.rows(ticket_id=ticket.pk, at=at, agent=agent, team=team), ignore_conflicts=True
    )


@transaction.atomic
def stop_following(ticket: Ticket, *, agent: Agent) -> None:
    """End an agent's own part in a ticket; what her teams take part in stays visible to her."""
    Participant.objects.filter(ticket=ticket, agent=agent).delete()
    changes.announce(f"rights:{agent.pk}")


@transaction.atomic
def deactivate(agent: Agent, *, by: Agent, at: datetime) -> int:
    """Bar an agent from signing in, place everything she holds with her team, and say how many tickets that were.

    Raises people.LastAdmin.
    """
    people.must_not_be_the_last_admin(agent)
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    changes.announce(f"rights:{agent.pk}")
    held = list(Ticket.objects.open().filter(holder=agent).order_by("pk"))
    for ticket in held:
        locked = lock(ticket)
        ownership.place(locked, team=locked.team, agent=None, cause=Cause.ADMIN, by=by, at=at)
    return len(held)


def _must_be_open(ticket: Ticket) -> None:
    if ticket.is_resolved:
        raise AlreadyResolved(ticket)


def _must_be_in(team: Team, agent: Agent) -> None:
    if not team.memberships.filter(agent=agent).exists():
        raise NotInTeam(f"{agent} does not work in {team}")
