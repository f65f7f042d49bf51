"""What the ticket page shows, gathered in a number of queries that no thread can raise."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from escalation.desk import baton_line
from escalation.models import Clock, EventKind, Handoff, HandoffEvent
from tickets.models import AccountEvent, Agent, Attachment, Message, Ownership, Ticket

MESSAGES_SHOWN = 50  # the latest; earlier ones a page at a time
EARLIER_SHOWN = 5  # tickets, and account events


@dataclass(frozen=True)
class TicketPage:
    """One ticket, as the agent who opens it needs it."""

    ticket: Ticket
    line: Sequence[baton_line.Stretch | baton_line.Pass]
    messages: Sequence[Message]
    earlier_than: int | None  # the id to ask for what was said before; nothing where all is shown
    card: Handoff | None
    card_clock: Clock | None
    clocks: Sequence[Clock]
    question: HandoffEvent | None
    account_events: Sequence[AccountEvent]
    other_tickets: Sequence[Ticket]

    @property
    def last_message(self) -> int:
        """The id of the last thing said: what the reader of this page has seen."""
        return max((message.pk for message in self.messages), default=0)

    @property
    def last_customer_channel(self) -> str:
        """How the customer wrote last: an answer goes the same way."""
        return next((message.channel for message in reversed(self.messages) if message.is_from_customer), "email")


def gather(ticket: Ticket, *, reader: Agent, before: int | None = None) -> TicketPage:
    """The page of a ticket that its reader may see; `before` asks for messages earlier than that id."""
    events = _events(ticket)
    messages, earlier_than = _messages(ticket, before)
    clocks = list(_clocks(ticket)) if events else []
    card = _card(ticket, events)
    return TicketPage(
        ticket=ticket,
        line=baton_line.draw(_ledger(ticket), events, messages),
        messages=messages,
        earlier_than=earlier_than,
        card=card,
        card_clock=next(
            (clock for clock in clocks if card and clock.handoff_id == card.pk and clock.is_unfinished), None
        ),
        clocks=[clock for clock in clocks if clock.is_unfinished and card and clock.handoff_id == card.pk],
        question=_open_question(card, events),
        account_events=list(ticket.account.events.order_by("-happened_at")[:EARLIER_SHOWN]),
        other_tickets=list(_others(ticket, reader)),
    )


def visible(agent: Agent) -> QuerySet[Ticket]:
    """The tickets she may open, with all that the page says of them."""
    return Ticket.objects.visible_to(agent).select_related(
        "customer", "account", "team", "holder", "issue_type__parent", "resolved_by"
    )


def _events(ticket: Ticket) -> list[HandoffEvent]:
    handoff = ("handoff__from_team", "handoff__to_team", "handoff__type", "handoff__sent_by__answered_for_by")
    doers = ("handoff__acknowledged_by", "handoff__returned_by", "handoff__to_agent")
    events = HandoffEvent.objects.filter(handoff__ticket=ticket).select_related("by", *handoff, *doers)
    found = list(events.order_by("at", "pk"))
    for event in found:
        event.handoff.ticket = ticket
    return found


def _ledger(ticket: Ticket) -> list[Ownership]:
    return list(Ownership.objects.filter(ticket=ticket).select_related("team", "agent", "by").in_order())


def _messages(ticket: Ticket, before: int | None) -> tuple[Sequence[Message], int | None]:
    """The latest MESSAGES_SHOWN, or those before an id; and the id to ask with for the ones before them."""
    chosen = Message.objects.filter(ticket=ticket).select_related("agent", "customer")
    if before is not None:
        chosen = chosen.filter(pk__lt=before)
    chosen = chosen.annotate(has_files=Exists(Attachment.objects.filter(message=OuterRef("pk"))))
    latest = list(chosen.order_by("-posted_at", "-pk")[: MESSAGES_SHOWN + 1])
    shown = latest[:MESSAGES_SHOWN][::-1]
    if any(message.has_files for message in shown):
        prefetch_related_objects(shown, "attachments")
    return shown, shown[0].pk if len(latest) > MESSAGES_SHOWN else None


def _others(ticket: Ticket, reader: Agent) -> QuerySet[Ticket]:
    """Other tickets of the customer's company that the reader may open."""
    others = Ticket.objects.visible_to(reader).filter(account=ticket.account_id).exclude(pk=ticket.pk)
    return others.order_by("-opened_at")[:EARLIER_SHOWN]


def _clocks(ticket: Ticket) -> QuerySet[Clock]:
    return Clock.objects.unfinished().filter(handoff__ticket=ticket).order_by("due_at", "pk")


def _card(ticket: Ticket, events: Sequence[HandoffEvent]) -> Handoff | None:
    """The handoff that matters now: waiting, come back, or the one that brought the ticket to its team."""
    sent = [event.handoff for event in events if event.kind == EventKind.SENT]
    for handoff in reversed(sent):
        if handoff.is_waiting or handoff.awaits_take_back:
            return handoff
        if handoff.is_acknowledged and not handoff.is_returned and handoff.to_team_id == ticket.team_id:
            return handoff
    return None


def _open_question(card: Handoff | None, events: Sequence[HandoffEvent]) -> HandoffEvent | None:
    """The last question to the sender, while nobody has answered it."""
    talk = [
        event
        for event in events
        if card and event.handoff_id == card.pk and event.kind in {EventKind.ASKED, EventKind.ANSWERED}
    ]
    return talk[-1] if talk and talk[-1].kind == EventKind.ASKED else None
