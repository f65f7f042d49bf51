"""Replies and notes half written: kept as typed, per agent and ticket; shared with colleagues where she says so."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from escalation.models import ReplyDraft
from tickets import changes, services
from tickets.models import Agent, Message, Ticket, Visibility


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    body: str
    visibility: Visibility = Visibility.PUBLIC
    channel: str = ""
    is_shared: bool = False


class ChangedElsewhere(Exception):
    """The draft was saved from another window since this one read it, and would be overwritten; `draft` is that one."""

    def __init__(self, draft: ReplyDraft) -> None:
        super().__init__("This draft was changed in another window")
        self.draft = draft


class NotShared(Exception):
    """The draft is no longer there for colleagues: it was sent, emptied, taken over, or is shared no more."""


@transaction.atomic
def save(
    ticket: Ticket, *, typed: Typed, by: Agent, at: datetime, window: str = "", seen: datetime | None = None
) -> ReplyDraft | None:
    """Keep what is in the form now, in place of what was kept before; an empty form ends the draft.

    `seen` is when the draft that this window began from had been saved, if there was one. What the agent has said
    already is kept no more: such a save was overtaken by its sending. Raises ChangedElsewhere.
    """
    ticket = services.lock(ticket)
    found = of(ticket, by)
    if found and found.saved_at != seen and found.window != window:
        raise ChangedElsewhere(found)
    if not typed.body.strip() or _is_said(ticket, typed.body, by):
        discard(ticket, by=by)
        return None
    is_shared = typed.is_shared and not (found and found.taken_over_at)
    fields = {"body": typed.body, "visibility": typed.visibility, "channel": typed.channel, "window": window}
    draft, _ = ReplyDraft.objects.update_or_create(
        ticket=ticket, agent=by, defaults={**fields, "is_shared": is_shared, "saved_at": at}
    )
    if is_shared or (found and found.is_shared):
        changes.announce(f"ticket:{ticket.pk}")
    return draft


def _is_said(ticket: Ticket, body: str, by: Agent) -> bool:
    last = Message.objects.filter(ticket=ticket, agent=by).order_by("-pk").first()
    return last is not None and last.body == body.strip()


@transaction.atomic
def take_over(draft: ReplyDraft, *, by: Agent, at: datetime) -> ReplyDraft:
    """Go on with what a colleague began; what `by` had written herself stands below it. Raises NotShared."""
    ticket = services.lock(draft.ticket)
    found = ReplyDraft.objects.filter(pk=draft.pk, is_shared=True).exclude(agent=by).first()
    if found is None:
        raise NotShared
    found.is_shared, found.taken_over_at, found.taken_over_by = False, at, by
    found.save(update_fields=["is_shared", "taken_over_at", "taken_over_by"])
    own = of(ticket, by)
    fields = {"visibility": found.visibility, "channel": found.channel, "window": "", "saved_at": at}
    fields |= {"body": _joined(found.body, own), "taken_over_at": None, "taken_over_by": None}
    taken, _ = ReplyDraft.objects.update_or_create(ticket=ticket, agent=by, defaults=fields)
    changes.announce(f"ticket:{ticket.pk}")
    return taken


def _joined(taken: str, own: ReplyDraft | None) -> str:
    """The text that was taken over, and below it her own, unless it has gone into that one already."""
    return f"{taken.rstrip()}\n\n{own.body}" if own and own.body.strip() not in taken else taken


def end(ticket: Ticket, *, said: str, by: Agent, whatever_it_says: bool = False) -> None:
    """End the agent's draft once its words have been said; what else she is writing on the ticket stays."""
    found = of(ticket, by)
    if found and (whatever_it_says or found.body.strip() in said):
        discard(ticket, by=by)


def discard(ticket: Ticket, *, by: Agent) -> None:
    """End the agent's draft: it was said, or is not wanted any more."""
    deleted, _ = ReplyDraft.objects.filter(ticket=ticket, agent=by).delete()
    if deleted:
        changes.announce(f"ticket:{ticket.pk}")


def of(ticket: Ticket, agent: Agent) -> ReplyDraft | None:
    return ReplyDraft.objects.filter(ticket=ticket, agent=agent).first()
