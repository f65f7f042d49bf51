from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from escalation import clocks, context_fields, notices
from escalation.context_fields import ContextField
from escalation.duty import Recipient, hours_of, receivers_of
from escalation.engine import policies
from escalation.engine.ladder import Ladder
from escalation.handoffs import bringing_along
from escalation.models import (
    ClockKind,
    EventKind,
    Handoff,
    HandoffDraft,
    HandoffEvent,
    HandoffType,
    NoticeKind,
    Talk,
)
from escalation.package import Package, check
from escalation.permissions import can_hand_over
from tickets import changes, services, together
from tickets.compiled import compiled
from tickets.models import Agent, Cause, Participant, Team, Ticket


class AlreadyWaiting(Exception):
    """Another handoff of this ticket waits for an acknowledgement; `handoff` is that one."""

    def __init__(self, handoff: Handoff) -> None:
        super().__init__(f"A handoff to {handoff.to_team} waits already")
        self.handoff = handoff


class SameTeam(Exception):
    """The ticket is with that team already: what is meant is giving it to a colleague."""


class OtherTeam(Exception):
    """This kind of handoff goes to a colleague of the same team, and to no other team."""


class NobodyNamed(Exception):
    """Inside a team a handoff goes to a colleague by name, and she is not the one who sends it."""


class NobodyThere(Exception):
    """Nobody works in the receiving team: nobody could acknowledge."""


class TypeNotActive(Exception):
    """The handoff type has been switched off."""


@transaction.atomic
def send(
    ticket: Ticket,
    *,
    type: HandoffType,
    to: Team,
    package: Package,
    by: Agent,
    at: datetime | None = None,
    to_agent: Agent | None = None,
    talk: Talk = Talk.NONE,
) -> Handoff:
    """Offer the ticket to another team, with its context. The sender holds it until somebody there acknowledges.

    Both clocks start now and count the receiving team's hours, as its calendar has them now. Whoever sends a ticket
    that a colleague holds, or nobody, takes it first: one holder, and she is the one who sent it. Without `at` it is
    sent now, by the database's clock.

    What its type asks for, besides the package too, is frozen with it. While there is to be an open `talk` first, the
    receivers are not told yet: whoever opens it tells whom she asks.

    Raises IncompletePackage, AlreadyWaiting, SameTeam, OtherTeam, NobodyNamed, NobodyThere, TypeNotActive,
    AlreadyResolved, MovedOn, NotInTeam.
    """
    locked = services.lock(ticket)
    found = clocks.lock_and_read(locked)
    return send_locked(
        locked,
        type=type,
        to=to,
        package=package,
        by=by,
        at=at,
        to_agent=to_agent,
        talk=talk,
        found=found,
    )


def send_locked(
    ticket: Ticket,
    *,
    type: HandoffType,
    to: Team,
    package: Package,
    by: Agent,
    found: clocks.Found,
    at: datetime | None = None,
    to_agent: Agent | None = None,
    talk: Talk = Talk.NONE,
) -> Handoff:
    """As `send`, for whoever has a transaction and holds the locks under which this was `found`."""
    asked = type.asked
    check(package, asks=type.asks, asked=asked)
    at = at or found.at
    unsettled = _unsettled(ticket_id=ticket.pk) if found.any_unsettled else []
    receivers = _check_may_go(ticket, unsettled, type=type, to=to, to_agent=to_agent, by=by)
    held_by = ticket.holder_id
    if held_by != by.pk:
        services.place(ticket, team=ticket.team, agent=by, by=by, at=at, cause=Cause.CLAIMED)
        ticket = services.lock(ticket)
    hours = hours_of(to)
    respond_due_at = hours.add(at, type.respond_within)
    if found.any_run:
        respond_due_at = clocks.handed_on_deadline(ticket, at=at, due_at=respond_due_at)
    ladder = policies.ladder_of(type, hours=hours)
    handoff = Handoff.objects.create(
        ticket=ticket,
        type=type,
        from_team=ticket.team,
        to_team=to,
        to_agent=to_agent,
        sent_at=at,
        sent_by=by,
        talk=talk,
        **captured(ticket, at=at),
        **said_by(type, ladder, asked=asked),
        **as_columns(package),
    )
    due_at = {ClockKind.ACKNOWLEDGE: hours.add(at, type.acknowledge_within), ClockKind.RESPOND: respond_due_at}
    drafted = HandoffDraft.objects.filter(ticket=ticket, agent=by)
    together.write(
        together.inserting([HandoffEvent(handoff=handoff, kind=EventKind.SENT, at=at, by=by)]),
        together.inserting(clocks.first(handoff, at=at, due_at=due_at)),
        together.inserting([policies.first_rung(handoff, ladder, at=at)] if ladder else []),
        together.inserting(Participant.rows(ticket_id=ticket.pk, agent=by, team=to, at=at), unless_there=True),
        together.deleting(drafted) if not type.within_team else [],  # a line to a colleague was not drafted
    )
    _take_up(unsettled, by=by, at=at)
    if found.any_run:
        clocks.settle(ticket, at=at)
    if held_by and held_by not in (by.pk, to_agent and to_agent.pk):
        _tell_holder(handoff, held_by, at=at)
    if talk != Talk.OPEN:
        tell_receivers(handoff, receivers, at=at)
    changes.announce(*handoff.topics)
    return handoff


def _tell_holder(handoff: Handoff, held_by: int, *, at: datetime) -> None:
    """What she held a colleague has taken from her, to hand it over: she need not find out by looking for it, and may
    look at it wherever it goes then.
    """
    for holder in Agent.objects.people().filter(pk=held_by):
        services.take_part(handoff.ticket, agent=holder, at=at)
        notices.tell(
            [Recipient(holder, "You held this ticket")],
            handoff=handoff,
            kind=NoticeKind.HANDED_ON,
            event="handed-on",
            title=f"{handoff.sent_by} hands {handoff.ticket.number}, which you held, over to {handoff.to_team}",
            text=handoff.next_best_action,
            at=at,
        )


def tell_receivers(handoff: Handoff, receivers: list[Recipient], *, at: datetime) -> None:
    """It waits for any of them."""
    ticket = handoff.ticket
    notices.tell(
        receivers,
        handoff=handoff,
        kind=NoticeKind.SENT,
        event="sent",
        title=f"{handoff.sent_by} hands over {ticket.number} {ticket.subject}",
        text=handoff.next_best_action,
        at=at,
    )


def captured(ticket: Ticket, *, at: datetime) -> dict[str, Any]:
    """How things stand now, as a handoff keeps it."""
    came_along = bringing_along.of(ticket, at=at)
    return {
        "plan": ticket.account.plan,
        "customer_waiting_since": ticket.waiting_since,
        "customer_messages": sum(came_along.contacts.values()),
        "came_along": came_along.to_json(),
    }


def said_by(type: HandoffType, ladder: Ladder | None, *, asked: Iterable[ContextField]) -> dict[str, Any]:
    """What a type says now, as a handoff keeps it; `asked` are the fields that it asks for."""
    return {
        "asked": context_fields.to_json(asked),
        "acknowledge_within": type.acknowledge_within,
        "take_back_within": type.take_back_within,
        "talk_within": type.talk_within,
        "needs_read_back": type.needs_read_back,
        "terms": {
            "name": type.name,
            "version": type.version,
            "asked_share": type.asked_share,
            "accountable": type.accountable,
        },
        "ladder": ladder and ladder.to_json(),
    }


def as_columns(package: Package) -> dict[str, Any]:
    """A package as a handoff keeps it."""
    return {**asdict(package), "troubleshooting": [asdict(step) for step in package.troubleshooting]}


@compiled
def _unsettled(*, ticket_id: int) -> QuerySet[Handoff, Handoff]:
    return clocks.unsettled(ticket_id).select_related("to_team")


def _check_may_go(
    ticket: Ticket, unsettled: Iterable[Handoff], *, type: HandoffType, to: Team, to_agent: Agent | None, by: Agent
) -> list[Recipient]:
    if ticket.is_resolved:
        raise services.AlreadyResolved(ticket)
    if not can_hand_over(by, ticket):
        raise services.MovedOn(ticket)
    if not type.is_active:
        raise TypeNotActive(f"{type} is no longer in use")
    for handoff in unsettled:
        if handoff.is_waiting:
            raise AlreadyWaiting(handoff)
    _check_destination(ticket, type=type, to=to, to_agent=to_agent, by=by)
    receivers = receivers_of(to, to_agent)
    if not receivers or not to.is_active:
        raise NobodyThere(f"Nobody in {to} could acknowledge it")
    if to_agent is not None and to_agent not in [receiver.agent for receiver in receivers]:
        raise services.NotInTeam(f"{to_agent} does not work in {to}")
    return receivers


def _check_destination(ticket: Ticket, *, type: HandoffType, to: Team, to_agent: Agent | None, by: Agent) -> None:
    if not type.within_team:
        if to == ticket.team:
            raise SameTeam(f"{ticket.number} is with {to} already")
    elif to != ticket.team:
        raise OtherTeam(f"{type} stays inside {ticket.team}")
    elif to_agent is None or to_agent == by:
        raise NobodyNamed(f"{type} needs a colleague who takes it")


def _take_up(came_back: Iterable[Handoff], *, by: Agent, at: datetime) -> None:
    """Sending again is the sender's answer to a return."""
    for returned in came_back:
        Handoff.objects.filter(pk=returned.pk).update(taken_back_at=at, taken_back_by=by)
        HandoffEvent.objects.create(handoff=returned, kind=EventKind.TAKEN_BACK, at=at, by=by, text="Sent again.")
