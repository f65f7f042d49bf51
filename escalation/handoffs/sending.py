from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from escalation import clocks, database_clock, notices
from escalation.duty import Recipient, hours_of, receivers_of
from escalation.engine import policies
from escalation.models import (
    ClockKind,
    EventKind,
    Handoff,
    HandoffDraft,
    HandoffEvent,
    HandoffType,
    NoticeKind,
)
from escalation.package import Package, check
from tickets import changes, services
from tickets.models import Agent, Cause, Message, Team, Ticket


class AlreadyWaiting(Exception):
    """Another handoff of this ticket waits for an acknowledgement; `handoff` is that one."""

    def __init__(self, handoff: Handoff) -> None:
        super().__init__(f"A handoff to {handoff.to_team} waits already")
        self.handoff = handoff


class SameTeam(Exception):
    """The ticket is with that team already: what is meant is giving it to a colleague."""


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
) -> Handoff:
    """Offer the ticket to another team, with its context. The sender holds it until somebody there acknowledges.

    Both clocks start now and count the receiving team's hours, as its calendar has them now. Whoever sends a ticket
    that a colleague holds, or nobody, takes it first: one holder, and she is the one who sent it. Without `at` it is
    sent now, by the database's clock.

    Raises IncompletePackage, AlreadyWaiting, SameTeam, NobodyThere, TypeNotActive, AlreadyResolved, NotInTeam.
    """
    check(package)
    services.lock(ticket)
    ticket = Ticket.objects.select_related("team", "holder", "customer", "account", "issue_type").get(pk=ticket.pk)
    receivers = _check_may_go(ticket, type=type, to=to, to_agent=to_agent)
    others_run = clocks.lock(ticket)
    at = at or database_clock.now()
    if ticket.holder != by:
        services.place(ticket, team=ticket.team, agent=by, by=by, at=at, cause=Cause.CLAIMED)
        ticket.refresh_from_db()
    hours = hours_of(to)
    respond_due_at = hours.add(at, type.respond_within)
    if others_run:
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
        acknowledge_within=type.acknowledge_within,
        ladder=ladder and ladder.to_json(),
        plan=ticket.account.plan,
        customer_waiting_since=ticket.waiting_since,
        customer_messages=Message.objects.from_customer().filter(ticket=ticket).count(),
        **{**asdict(package), "troubleshooting": [asdict(step) for step in package.troubleshooting]},
    )
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.SENT, at=at, by=by)
    due_at = {ClockKind.ACKNOWLEDGE: hours.add(at, type.acknowledge_within), ClockKind.RESPOND: respond_due_at}
    clocks.start(handoff, at=at, due_at=due_at)
    if ladder:
        policies.start(handoff, ladder, at=at)
    _take_up_what_came_back(ticket, by=by, at=at)
    if others_run:
        clocks.settle(ticket, at=at)
    services.take_part(ticket, agent=by, team=to, at=at)
    HandoffDraft.objects.filter(ticket=ticket, agent=by).delete()
    notices.tell(
        receivers,
        handoff=handoff,
        kind=NoticeKind.SENT,
        event="sent",
        title=f"{by} hands over {ticket.number} {ticket.subject}",
        text=package.next_best_action,
        at=at,
    )
    changes.announce(*handoff.topics)
    return handoff


def _check_may_go(ticket: Ticket, *, type: HandoffType, to: Team, to_agent: Agent | None) -> list[Recipient]:
    if ticket.is_resolved:
        raise services.AlreadyResolved(ticket)
    if not type.is_active:
        raise TypeNotActive(f"{type} is no longer in use")
    if waiting := Handoff.objects.waiting().select_related("to_team").filter(ticket=ticket).first():
        raise AlreadyWaiting(waiting)
    if to == ticket.team:
        raise SameTeam(f"{ticket.number} is with {to} already")
    receivers = receivers_of(to, to_agent)
    if not receivers or not to.is_active:
        raise NobodyThere(f"Nobody in {to} could acknowledge it")
    if to_agent is not None and to_agent not in [receiver.agent for receiver in receivers]:
        raise services.NotInTeam(f"{to_agent} does not work in {to}")
    return receivers


def _take_up_what_came_back(ticket: Ticket, *, by: Agent, at: datetime) -> None:
    """Sending again is the sender's answer to a return."""
    for returned in Handoff.objects.to_take_back().filter(ticket=ticket):
        Handoff.objects.filter(pk=returned.pk).update(taken_back_at=at, taken_back_by=by)
        HandoffEvent.objects.create(handoff=returned, kind=EventKind.TAKEN_BACK, at=at, by=by, text="Sent again.")
