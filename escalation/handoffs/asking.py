from django.db import transaction

from escalation import database_clock, notices
from escalation.duty import Recipient, sender_or_stand_in
from escalation.models import EventKind, Handoff, HandoffEvent, NoticeKind
from tickets import changes, services
from tickets.models import Agent, Channel, Visibility


class EmptyQuestion(Exception):
    """A question, and its answer, need words."""


class NothingToAsk(Exception):
    """The handoff was withdrawn or returned: there is nobody left to ask, and nothing to answer."""


@transaction.atomic
def ask(handoff: Handoff, *, text: str, by: Agent) -> HandoffEvent:
    """Ask the sender without returning the handoff; its clocks run on. Raises EmptyQuestion, NothingToAsk."""
    sender = sender_or_stand_in(handoff.sent_by, handoff.from_team, at=database_clock.now())
    return _say(handoff, EventKind.ASKED, text=text, by=by, to=[sender], notice=NoticeKind.ASKED)


@transaction.atomic
def answer(handoff: Handoff, *, text: str, by: Agent) -> HandoffEvent:
    """Answer those who asked. Raises EmptyQuestion, NothingToAsk."""
    asked = handoff.events.filter(kind=EventKind.ASKED, by__is_active=True).select_related("by").order_by("pk")
    askers = [Recipient(event.by, "You asked the sender") for event in asked if event.by]
    return _say(handoff, EventKind.ANSWERED, text=text, by=by, to=askers, notice=NoticeKind.ANSWERED)


def _say(
    handoff: Handoff, kind: EventKind, *, text: str, by: Agent, to: list[Recipient], notice: NoticeKind
) -> HandoffEvent:
    """Keep the words in the handoff's story and as an internal note in the thread, and tell whom they are for."""
    text = text.strip()
    if not text:
        raise EmptyQuestion
    ticket = services.lock(handoff.ticket)
    at = database_clock.now()
    handoff.refresh_from_db()
    if handoff.withdrawn_at or handoff.returned_at:
        raise NothingToAsk
    last = handoff.events.order_by("-at", "-pk").first()
    if last and (last.kind, last.by_id, last.text) == (kind, by.pk, text):
        return last  # a button pressed twice
    services.add_message(ticket, author=by, body=text, channel=Channel.NOTE, visibility=Visibility.INTERNAL, at=at)
    event = HandoffEvent.objects.create(handoff=handoff, kind=kind, at=at, by=by, text=text)
    notices.tell(
        to,
        handoff=handoff,
        kind=notice,
        event=f"{kind}:{event.pk}",
        title=f"{by} {kind.label} about {ticket.number} {ticket.subject}",
        text=text,
        at=at,
    )
    changes.announce(*handoff.topics)
    return event
