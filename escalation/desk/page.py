"""What the ticket page shows, gathered in a number of queries that no thread can raise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from escalation import hidden, type_versions
from escalation.came_along import EarlierTicket
from escalation.desk import baton_line, company, people, which
from escalation.engine.policies import NextStep, next_step
from escalation.models import (
    AddedContext,
    Clock,
    EventKind,
    Handoff,
    HandoffEvent,
    ReplyDraft,
    Rung,
    ShiftChange,
    Talk,
    Transition,
    TransitionKind,
    WarmAsk,
)
from tickets.compiled import compiled
from tickets.models import AccountEvent, Agent, Attachment, Channel, Customer, Message, Ownership, Ticket

MESSAGES_SHOWN = 50  # the latest; as many more each time earlier ones are asked for
MESSAGES_LIMIT = 5_000  # on one page, whatever is asked for


@dataclass(frozen=True)
class TicketPage:
    """One ticket, as the agent who opens it needs it."""

    ticket: Ticket
    line: Sequence[baton_line.Stretch | baton_line.Pass]
    earlier: Sequence[EarlierTicket]  # of the customer, that came along with the card's handoff
    hidden: set[int]  # ids of the ledger's rows that no handoff explains
    sent: Sequence[Handoff]  # all there were, in order
    transitions: Sequence[Transition]
    messages: Sequence[Message]
    show_next: int | None  # how many messages to ask for to see earlier ones; nothing where all are shown
    card: Handoff | None
    card_clock: Clock | None
    old_version: int | None  # that the card's handoff was sent under, where its kind asks for something else now
    before_card: Handoff | None  # the last whole package, where the card's handoff says one line only
    arrival: Handoff | None  # what brought it to its team, where a colleague there had the card's handoff after it
    clocks: Sequence[Clock]
    asks: Sequence[WarmAsk]  # who is asked, and was, to talk over the card's handoff, while it waits
    next_step: NextStep | None  # of the policy, while nobody acknowledges
    question: HandoffEvent | None
    people: Sequence[people.Part]
    account_events: Sequence[AccountEvent]
    other_tickets: Sequence[Ticket]
    own_draft: ReplyDraft | None
    shared_drafts: Sequence[ReplyDraft]  # that colleagues write at, and let others see

    @property
    def last_message(self) -> int:
        """The id of the last thing said: what the reader of this page has seen."""
        return max((message.pk for message in self.messages), default=0)

    @property
    def message_ids(self) -> set[int]:
        """What of the thread is shown."""
        return {message.pk for message in self.messages}

    @property
    def ask(self) -> WarmAsk | None:
        """Who is asked now to talk the card's handoff over."""
        return next((ask for ask in self.asks if ask.is_open), None)

    @property
    def follow_up(self) -> Transition | None:
        """What was put off and not taken up yet, while the ticket is open."""
        if self.ticket.is_resolved:
            return None
        return next((made for made in reversed(self.transitions) if made.waits), None)

    @property
    def correspondent(self) -> Customer:
        """Whom an answer is for: who wrote last of the customer's people, which is not always who wrote first."""
        said = (message.customer for message in reversed(self.messages) if message.is_from_customer)
        return next((customer for customer in said if customer), self.ticket.customer)

    @property
    def channel(self) -> str:
        """How an answer goes: as the customer wrote last, or by the channel that the talk was moved to since."""
        said = next((message for message in reversed(self.messages) if message.is_from_customer), None)
        moves = [made for made in self.transitions if made.kind == TransitionKind.CHANNEL_MOVE]
        if moves and (said is None or moves[-1].made_at >= said.posted_at):
            return moves[-1].to_channel
        return said.channel if said else Channel.EMAIL


def gather(ticket: Ticket, *, reader: Agent, shown: int = MESSAGES_SHOWN, has_company: bool = True) -> TicketPage:
    """The page of a ticket that its reader may see, with as many of its latest messages as `shown`.

    What else there is of the customer's company is left out where the page has no place for it.
    """
    shown = min(shown, MESSAGES_LIMIT)
    events, ledger = _events(ticket), _ledger(ticket_id=ticket.pk)
    transitions = _transitions(ticket_id=ticket.pk)
    messages, has_earlier = _messages(ticket, shown)
    sent = which.sent_in(events)
    card = which.card(ticket, sent)
    clocks = _clocks(handoff_id=card.pk) if card else []
    drafts = _drafts(ticket_id=ticket.pk, reader_id=reader.pk)
    return TicketPage(
        ticket=ticket,
        line=_line(ledger, events, messages, transitions, begins_at=messages[0].posted_at if has_earlier else None),
        earlier=company.earlier_tickets(card, reader),
        hidden=hidden.hidden_in(ledger),
        transitions=transitions,
        messages=messages,
        show_next=shown + MESSAGES_SHOWN if has_earlier and shown < MESSAGES_LIMIT else None,
        card=card,
        card_clock=clocks[0] if clocks else None,
        old_version=type_versions.old_version_of(card) if card else None,
        before_card=which.whole_before(card, sent),
        arrival=which.arrival(ticket, card, sent),
        sent=sent,
        clocks=clocks,
        asks=_asks(handoff_id=card.pk) if card and card.is_waiting and card.talk != Talk.NONE else [],
        next_step=_next_step(card, clocks),
        question=_open_question(card, events),
        people=people.parts(ticket, card, ledger, events, messages),
        account_events=company.events_of(ticket) if has_company else [],
        other_tickets=company.others_of(ticket, reader) if has_company else [],
        own_draft=next((draft for draft in drafts if draft.agent_id == reader.pk), None),
        shared_drafts=[draft for draft in drafts if draft.agent_id != reader.pk],
    )


def find(pk: int, *, reader: Agent) -> Ticket | None:
    """The ticket of this number with all that its page says of it, if she may open it."""
    found = _visible(pk=pk, reader_id=reader.pk, role=reader.role)
    return found[0] if found else None


@compiled
def _visible(*, pk: int, reader_id: int, role: str) -> QuerySet[Ticket, Ticket]:
    open_changes = ShiftChange.objects.open().filter(team=OuterRef("team"), outgoing=OuterRef("holder"))
    return (
        Ticket.objects.visible_to(Agent(pk=reader_id, role=role))
        .filter(pk=pk)
        .select_related("customer", "account", "team", "holder", "issue_type__parent", "resolved_by")
        .annotate(changes_shift=Exists(open_changes))
    )


def version(ticket: Ticket) -> tuple[object, ...]:
    """What tells one state of a page from the next, in one query: what was said, done and held last.

    What happens to the customer's company elsewhere shows once something happens here.
    """
    said = Message.objects.filter(ticket=OuterRef("pk")).order_by("-posted_at", "-pk")
    done = HandoffEvent.objects.filter(handoff__ticket=OuterRef("pk")).order_by("-at", "-pk")
    held = Ownership.objects.filter(ticket=OuterRef("pk")).order_by("-started_at", "-pk")
    last = [Subquery(rows.values("pk")[:1]) for rows in (said, done, held)]
    drafted = ReplyDraft.objects.filter(ticket=OuterRef("pk"), is_shared=True).order_by("-saved_at")
    made = Transition.objects.filter(ticket=OuterRef("pk")).order_by("-made_at", "-pk")
    added = AddedContext.objects.filter(ownership__ticket=OuterRef("pk")).order_by("-pk")
    added_to_answer = AddedContext.objects.filter(answer__ticket=OuterRef("pk")).order_by("-pk")
    last += [
        Subquery(drafted.values("saved_at")[:1]),
        Subquery(made.values("pk")[:1]),
        Subquery(made.values("taken_up_at")[:1]),
        Subquery(added.values("pk")[:1]),
        Subquery(added_to_answer.values("pk")[:1]),
    ]
    return tuple(Ticket.objects.filter(pk=ticket.pk).values_list(*last).get())


@compiled
def _drafts(*, ticket_id: int, reader_id: int) -> QuerySet[ReplyDraft, ReplyDraft]:
    """The reader's own, and those that colleagues share."""
    drafts = ReplyDraft.objects.filter(Q(agent=reader_id) | Q(is_shared=True), ticket=ticket_id)
    return drafts.select_related("agent", "taken_over_by").order_by("pk")


def _events(ticket: Ticket) -> list[HandoffEvent]:
    found = _all_events(ticket_id=ticket.pk)
    for event in found:
        event.handoff.ticket = ticket
    return found


@compiled
def _all_events(*, ticket_id: int) -> QuerySet[HandoffEvent, HandoffEvent]:
    handoff = ("handoff__from_team", "handoff__to_team", "handoff__type", "handoff__sent_by__answered_for_by")
    doers = ("handoff__continuation", "handoff__acknowledged_by", "handoff__returned_by", "handoff__to_agent")
    events = HandoffEvent.objects.filter(handoff__ticket=ticket_id).select_related("by", *handoff, *doers)
    return events.order_by("at", "pk")


@compiled
def _ledger(*, ticket_id: int) -> QuerySet[Ownership, Ownership]:
    names = ("team", "agent", "by", "added_context__added_by")
    return Ownership.objects.filter(ticket=ticket_id).select_related(*names).in_order()


@compiled
def _transitions(*, ticket_id: int) -> QuerySet[Transition, Transition]:
    made = Transition.objects.filter(ticket=ticket_id).select_related("made_by", "taken_up_by")
    return made.order_by("made_at", "pk")


def _messages(ticket: Ticket, shown: int) -> tuple[Sequence[Message], bool]:
    """The latest of the thread in order of time, and whether there are earlier ones."""
    is_usual = shown == MESSAGES_SHOWN
    latest = _usual_thread(ticket_id=ticket.pk) if is_usual else list(_thread(ticket.pk)[: shown + 1])
    messages = latest[:shown][::-1]
    if any(message.has_files for message in messages):
        prefetch_related_objects(messages, "attachments")
    return messages, len(latest) > shown


def _thread(ticket_id: int) -> QuerySet[Any, Any]:
    """What was said, the latest first."""
    thread = Message.objects.filter(ticket=ticket_id).select_related("agent", "customer")
    has_files = Exists(Attachment.objects.filter(message=OuterRef("pk")))
    return thread.annotate(has_files=has_files).order_by("-posted_at", "-pk")


@compiled
def _usual_thread(*, ticket_id: int) -> QuerySet[Any, Any]:
    return _thread(ticket_id)[: MESSAGES_SHOWN + 1]


def _in_place(messages: Sequence[Message]) -> dict[int, Message]:
    """Those that are hidden handoffs, by id; asked only where somebody answered who did not hold the ticket."""
    numbers = [message.pk for message in messages if message.in_place_of_id]
    return {answer.pk: answer for answer in hidden.answers_with_names(numbers)} if numbers else {}


def _line(
    ledger: Sequence[Ownership],
    events: Sequence[HandoffEvent],
    messages: Sequence[Message],
    transitions: Sequence[Transition],
    *,
    begins_at: datetime | None,
) -> Sequence[baton_line.Stretch | baton_line.Pass]:
    """The thread along its holders; where it does not begin at the beginning, from the first message that is shown."""
    if begins_at is not None:
        ledger = [row for row in ledger if row.ended_at is None or row.ended_at > begins_at] or ledger[-1:]
        events = [event for event in events if event.at >= begins_at]
        transitions = [made for made in transitions if made.made_at >= begins_at]
    return baton_line.draw(ledger, events, messages, transitions, _in_place(messages))


@compiled
def _clocks(*, handoff_id: int) -> QuerySet[Any, Any]:
    """What still runs of the handoff that matters, or ran out and is still to be done: soonest first.

    With the next step of its policy on each, which costs no query of its own.
    """
    ahead = Rung.objects.ahead().filter(handoff=OuterRef("handoff"))
    step = {"step_number": Subquery(ahead.values("number")), "step_due_at": Subquery(ahead.values("due_at"))}
    return Clock.objects.unfinished().filter(handoff=handoff_id).annotate(**step).order_by("due_at", "pk")


@compiled
def _asks(*, handoff_id: int) -> QuerySet[WarmAsk, WarmAsk]:
    return WarmAsk.objects.filter(handoff=handoff_id).select_related("agent").order_by("pk")


def _next_step(card: Handoff | None, clocks: Sequence[Any]) -> NextStep | None:
    if card is None or not card.is_waiting or not clocks:
        return None
    return next_step(card, number=clocks[0].step_number, due_at=clocks[0].step_due_at)


def _open_question(card: Handoff | None, events: Sequence[HandoffEvent]) -> HandoffEvent | None:
    """The last question to the sender, while nobody has answered it."""
    talk = [
        event
        for event in events
        if card and event.handoff_id == card.pk and event.kind in {EventKind.ASKED, EventKind.ANSWERED}
    ]
    return talk[-1] if talk and talk[-1].kind == EventKind.ASKED else None
