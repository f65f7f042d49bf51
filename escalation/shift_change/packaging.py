"""What a ticket takes along at a shift change: a handoff of the kind for it, made of what was known and what was said.

What somebody takes she has acknowledged by taking it. What nobody took is placed with whoever has the watch, and its
handoff waits: until a person says that it is hers a clock runs, as it does for everything that is handed over.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalation import clocks, context_fields, handoffs, threads
from escalation.brief import STANDING
from escalation.context_fields import ContextField
from escalation.drafting import propose
from escalation.duty import hours_of
from escalation.engine import policies
from escalation.handoffs.continuing import ask_some
from escalation.models import ClockKind, EventKind, Handoff, HandoffEvent, HandoffType, ShiftChange, ShiftTicket
from escalation.package import STEPS_LIMIT, Package, Step, one_line
from tickets import changes
from tickets.models import Agent, Ownership, Ticket

NOTHING_SAID = "Nobody wrote down what comes next: read the thread."

# What is said at a shift change, as fields of the package.
STANDS = ContextField(STANDING, "How it stands", required=False)
ASKED = ContextField("asked_at_shift_change", "Asked and answered at the shift change", required=False)
FOR_ALL = ContextField("for_all_tickets", "About all tickets of the shift", required=False)
CAME_BACK = ContextField("came_back", "Why it had come back", required=False)
OWN = (STANDS, ASKED, FOR_ALL, CAME_BACK)


def hand_on(
    shift_change: ShiftChange, ticket: Ticket, row: ShiftTicket, *, made: Ownership, by: Agent | None, at: datetime
) -> Handoff:
    """Write down with what the ticket changed hands; `by` is who took it. The caller holds the locks."""
    kind, team = HandoffType.objects.of_shifts(), shift_change.to_team
    hours = hours_of(team)
    ladder = None if by else policies.ladder_of(kind, hours=hours)
    last = _last_of(ticket)
    answers = _answers(shift_change, row, last)
    asked = [*OWN, *(field for field in _asked_before(last) if field.key not in {own.key for own in OWN})]
    taken = {"acknowledged_at": at, "acknowledged_by": by, "ownership": made} if by else {}
    handoff = Handoff.objects.create(
        ticket=ticket,
        type=kind,
        from_team=shift_change.team,
        to_team=team,
        sent_at=at,
        sent_by=shift_change.outgoing,
        **handoffs.captured(ticket, at=at),
        **{
            **handoffs.said_by(kind, ladder, asked=kind.asked),
            "asked": context_fields.to_json(field for field in asked if field.key in answers),
            "needs_read_back": False,
        },
        **handoffs.as_columns(replace(_package(ticket, row, last), details=answers)),
        **taken,
    )
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.SENT, at=at, by=shift_change.outgoing)
    _start_clocks(handoff, by=by, at=at)
    if ladder:
        policies.start(handoff, ladder, at=at)
    if by:
        HandoffEvent.objects.create(handoff=handoff, kind=EventKind.ACKNOWLEDGED, at=at, by=by)
        _take_up_what_came_back(ticket, by=by, at=at)
        ask_some(handoff, of=by, at=at)
    changes.announce(*handoff.topics)
    return handoff


def _last_of(ticket: Ticket) -> Handoff | None:
    """The last handoff that said more than what was next."""
    return Handoff.objects.full().filter(ticket=ticket).select_related("returned_by").order_by("-pk").first()


def _package(ticket: Ticket, row: ShiftTicket, last: Handoff | None) -> Package:
    """What was known before, or else what the thread says of itself, with what was tried since and what comes next."""
    thread = threads.latest(ticket)
    found = propose(thread if last is None else [said for said in thread if said.at > last.sent_at]).fields
    tried: tuple[Step, ...] = found["troubleshooting"].value if "troubleshooting" in found else ()
    next_action = row.next_action.strip() or NOTHING_SAID
    if last is not None:
        steps = (*last.package.troubleshooting, *tried)[-STEPS_LIMIT:]
        nothing_tried = "" if steps else last.nothing_tried
        return replace(last.package, troubleshooting=steps, nothing_tried=nothing_tried, next_best_action=next_action)
    drafted: dict[str, Any] = {
        name: found[name].value if name in found else ""
        for name in ("issue_summary", "sentiment", "sentiment_note", "urgency", "business_impact")
    }
    return replace(one_line(next_action), troubleshooting=tried[-STEPS_LIMIT:], **drafted)


def _asked_before(last: Handoff | None) -> tuple[ContextField, ...]:
    return context_fields.from_json(last.asked) if last else ()


def _answers(shift_change: ShiftChange, row: ShiftTicket, last: Handoff | None) -> dict[str, object]:
    """What was answered before, and over it what is said now."""
    before = {key: value for key, value in (last.details if last else {}).items() if key not in {f.key for f in OWN}}
    now = {
        STANDS.key: row.note.strip(),
        ASKED.key: "\n".join(words_said(row)),
        FOR_ALL.key: shift_change.summary.strip(),
        CAME_BACK.key: _why_it_came_back(last),
    }
    return {**{key: words for key, words in now.items() if words}, **before}


def words_said(row: ShiftTicket) -> Iterator[str]:
    """Questions and answers, in order."""
    for word in row.words.select_related("by").order_by("pk"):
        yield f"{word.by}: {word.text}"


def _why_it_came_back(last: Handoff | None) -> str:
    """Of a handoff that was returned, and that nobody has sent again since."""
    if last is None or not last.awaits_take_back:
        return ""
    lines = [f"{last.returned_by}: {last.get_return_reason_display()}. {last.return_note}".strip()]
    return "\n".join([*lines, *(f"{label}: {words}" for label, words in last.missed)])


def _start_clocks(handoff: Handoff, *, by: Agent | None, at: datetime) -> None:
    """An answer is due where the customer waits for one, or where a handoff before owes it; never later than that."""
    kind, hours = handoff.type, hours_of(handoff.to_team)
    due_at = {} if by else {ClockKind.ACKNOWLEDGE: hours.add(at, kind.acknowledge_within)}
    owed = clocks.answer_due_at(handoff.ticket, at=at)
    if handoff.ticket.waiting_since or owed:
        allowed = hours.add(at, kind.respond_within)
        due_at[ClockKind.RESPOND] = min(allowed, owed) if owed else allowed
    clocks.start(handoff, at=at, due_at=due_at)


def _take_up_what_came_back(ticket: Ticket, *, by: Agent, at: datetime) -> None:
    """Whoever takes the ticket goes on with what had come back to the one who goes."""
    for returned in Handoff.objects.to_take_back().filter(ticket=ticket):
        Handoff.objects.filter(pk=returned.pk).update(taken_back_at=at, taken_back_by=by)
        text = "Taken over at a shift change."
        HandoffEvent.objects.create(handoff=returned, kind=EventKind.TAKEN_BACK, at=at, by=by, text=text)
