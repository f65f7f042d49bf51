"""A ticket's thread as the rules of drafting read it."""

from collections.abc import Iterable

from escalation.drafting import Author, Said
from tickets.models import AuthorKind, Message, Ticket

READ = 500  # messages of a thread, the latest


def latest(ticket: Ticket) -> list[Said]:
    """What was said last, in order of time."""
    messages = Message.objects.filter(ticket=ticket).order_by("-posted_at", "-pk")[:READ]
    return said(reversed(messages))


def said(messages: Iterable[Message]) -> list[Said]:
    """Messages as the rules read them."""
    authors = {AuthorKind.CUSTOMER: Author.CUSTOMER, AuthorKind.BOT: Author.BOT}
    return [
        Said(
            id=message.pk,
            author=authors.get(AuthorKind(message.author_kind), Author.AGENT),
            at=message.posted_at,
            text=message.body,
            is_note=message.is_internal,
        )
        for message in messages
    ]
