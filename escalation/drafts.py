"""Handoffs half written: kept as typed, per agent and ticket, so that nothing typed is lost."""

from datetime import datetime

from django.db import transaction

from escalation.models import HandoffDraft
from tickets.models import BODY_LIMIT, Agent, Ticket

FIELD_LIMIT = 2_000  # characters kept of any one field
FIELDS_LIMIT = 200
REPLY = "reply"  # words to the customer that go with the handoff
WINDOW = "window"  # which of the agent's windows it was last saved from


class ChangedElsewhere(Exception):
    """The draft was saved from another window since this one read it, and would be overwritten; `draft` is that one."""

    def __init__(self, draft: HandoffDraft) -> None:
        super().__init__("This draft was changed in another window")
        self.draft = draft


def save(ticket: Ticket, *, content: dict[str, str], by: Agent, at: datetime) -> HandoffDraft:
    """Keep what is in the form now, in place of what was kept before."""
    limits = {REPLY: BODY_LIMIT}
    kept = {name: value[: limits.get(name, FIELD_LIMIT)] for name, value in list(content.items())[:FIELDS_LIMIT]}
    draft, _ = HandoffDraft.objects.update_or_create(
        ticket=ticket, agent=by, defaults={"content": kept, "saved_at": at}
    )
    return draft


@transaction.atomic
def save_from(
    window: str, ticket: Ticket, *, content: dict[str, str], seen: datetime | None, by: Agent, at: datetime
) -> HandoffDraft:
    """As `save`, from one of several windows that may be open on it.

    `seen` is when the draft that this window began from had been saved, if there was one. Raises ChangedElsewhere.
    """
    found = HandoffDraft.objects.select_for_update().filter(ticket=ticket, agent=by).first()
    if found and found.saved_at != seen and found.content.get(WINDOW) != window:
        raise ChangedElsewhere(found)
    return save(ticket, content={WINDOW: window, **content}, by=by, at=at)


def discard(ticket: Ticket, *, by: Agent) -> None:
    HandoffDraft.objects.filter(ticket=ticket, agent=by).delete()


def of(ticket: Ticket, agent: Agent) -> HandoffDraft | None:
    return HandoffDraft.objects.filter(ticket=ticket, agent=agent).first()
