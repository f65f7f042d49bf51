"""Handoffs half written: kept as typed, per agent and ticket, so that nothing typed is lost."""

from datetime import datetime

from django.db import transaction

from escalation.models import HandoffDraft
from tickets import services
from tickets.models import BODY_LIMIT, Agent, Ticket

SIZE_LIMIT = 2 * BODY_LIMIT  # characters of all fields: more than any form that can be sent
FIELDS_LIMIT = 200
REPLY = "reply"  # words to the customer that go with the handoff
WINDOW = "window"  # which of the agent's windows it was last saved from


class ChangedElsewhere(Exception):
    """The draft was saved from another window since this one read it, and would be overwritten; `draft` is that one."""

    def __init__(self, draft: HandoffDraft) -> None:
        super().__init__("This draft was changed in another window")
        self.draft = draft


class TooMuch(Exception):
    """More than is kept: nothing of it is, so that nobody takes a part for the whole."""


def save(ticket: Ticket, *, content: dict[str, str], by: Agent, at: datetime) -> HandoffDraft:
    """Keep what is in the form now, whole, in place of what was kept before. Raises TooMuch."""
    if len(content) > FIELDS_LIMIT or sum(map(len, content.values())) > SIZE_LIMIT:
        raise TooMuch
    draft = HandoffDraft(ticket=ticket, agent=by, content=content, saved_at=at)
    HandoffDraft.objects.bulk_create(  # one statement, whether there was one before or not
        [draft], update_conflicts=True, unique_fields=["ticket", "agent"], update_fields=["content", "saved_at"]
    )
    return draft


@transaction.atomic
def save_from(
    window: str, ticket: Ticket, *, content: dict[str, str], seen: datetime | None, by: Agent, at: datetime
) -> HandoffDraft:
    """As `save`, from one of several windows that may be open on it.

    `seen` is when the draft that this window began from had been saved, if there was one. Of two windows that save
    for the first time the second finds the first: there is no row to lock yet, so the ticket is. Raises
    ChangedElsewhere, TooMuch.
    """
    services.lock(ticket)
    found = HandoffDraft.objects.filter(ticket=ticket, agent=by).first()
    if found and found.saved_at != seen and found.content.get(WINDOW) != window:
        raise ChangedElsewhere(found)
    return save(ticket, content={WINDOW: window, **content}, by=by, at=at)


def discard(ticket: Ticket, *, by: Agent) -> None:
    HandoffDraft.objects.filter(ticket=ticket, agent=by).delete()


def of(ticket: Ticket, agent: Agent) -> HandoffDraft | None:
    return HandoffDraft.objects.filter(ticket=ticket, agent=agent).first()
