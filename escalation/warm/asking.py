"""How a warm transfer begins, and how it comes to the next person, or to none."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from escalation import handoffs, notices
from escalation.duty import Recipient, is_there, receivers_of
from escalation.models import EventKind, Handoff, HandoffEvent, HandoffType, NoticeKind, Talk, WarmAsk
from escalation.package import Package
from escalation.warm import candidates
from escalation.warm.offering import introduction, reworded
from tickets import changes, services
from tickets.models import Agent, Team, Ticket


class NotAsTalk(Exception):
    """This cannot be talked over: the kind is not made for it, or the sender is a bot."""


class NobodyToTalkTo(Exception):
    """Nobody of the receiving team is there now."""


class AskedBefore(Exception):
    """She was asked about this handoff before."""


@transaction.atomic
def send(
    ticket: Ticket, *, type: HandoffType, to: Team, package: Package, by: Agent, to_agent: Agent | None = None
) -> Handoff:
    """Hand a ticket over by a talk with `to_agent`, or with whoever is on duty. Both clocks run from now.

    The handoff waits for the whole team: whoever was named is asked first, and no more. Raises what `handoffs.send`
    raises, NotAsTalk, NobodyToTalkTo.
    """
    if not type.may_be_warm or type.within_team:
        raise NotAsTalk(f"{type} is sent without a talk")
    if by.is_bot:
        raise NotAsTalk("A bot cannot talk a ticket over")
    sent = handoffs.send(ticket, type=type, to=to, package=package, by=by, talk=Talk.OPEN)
    first = named(sent, to_agent) if to_agent else candidates.next_to_ask(sent, at=sent.sent_at)
    if first is None:
        raise NobodyToTalkTo(f"Nobody of {to} is there to talk to now")
    names = {"customer": sent.ticket.customer.name, "sender": by.name, "receiver": first.agent.name, "team": to.name}
    ask(sent, first, line=introduction(type.introduction, **names), by=by, at=sent.sent_at)
    return sent


def named(handoff: Handoff, agent: Agent) -> Recipient:
    """A colleague of the receiving team, whom somebody chose. Raises NotInTeam, NotAsTalk."""
    if not candidates.members(handoff.to_team).filter(pk=agent.pk).exists():
        raise services.NotInTeam(f"{agent} does not work in {handoff.to_team}")
    if agent == handoff.sent_by:
        raise NotAsTalk("Nobody talks a ticket over with herself")
    return Recipient(agent, "You were asked by name")


def ask(handoff: Handoff, asked: Recipient, *, line: str, by: Agent | None, at: datetime) -> None:
    """Ask somebody to talk; `by` is who wants her, if somebody does. The caller holds the lock on the ticket.

    Raises AskedBefore.
    """
    if WarmAsk.objects.filter(handoff=handoff, agent=asked.agent).exists():
        raise AskedBefore(f"{asked.agent} was asked about this before")
    WarmAsk.objects.create(
        handoff=handoff,
        agent=asked.agent,
        reason=asked.reason[:200],
        asked_at=at,
        due_at=at + (handoff.talk_within or handoff.type.talk_within),
        introduction=line,
        introduction_saved_at=at,  # whoever still writes about the one asked before has not seen this one
    )
    if by:
        text = f"{asked.agent} was asked to talk it over."
        HandoffEvent.objects.create(handoff=handoff, kind=EventKind.WARM_ASKED, at=at, by=by, text=text)
    notices.tell(
        [asked],
        handoff=handoff,
        kind=NoticeKind.WARM_ASKED,
        event="warm-asked",
        title=f"{handoff.sent_by} wants to talk {handoff.ticket.number} over: {handoff.ticket.subject}",
        text=handoff.next_best_action,
        link=reverse("talk", args=[handoff.pk]),
        urgent=is_there(asked.agent, at),  # nobody is rung at night by default
        at=at,
    )
    changes.announce(*handoff.topics, f"agent:{asked.agent.pk}")


def go_on(handoff: Handoff, *, after: WarmAsk, at: datetime, instead: Agent | None = None) -> None:
    """Ask the next after somebody's ask is over; where there is nobody, let the handoff wait without a talk.

    The caller holds the lock on the ticket. Raises AskedBefore, NotInTeam.
    """
    after_her = named(handoff, instead) if instead else candidates.next_to_ask(handoff, at=at)
    if after_her is None:
        go_cold(handoff, text="Nobody was ready to talk.", at=at)
        return
    line = reworded(after.introduction, before=after.agent.name, now=after_her.agent.name)
    ask(handoff, after_her, line=line, by=None, at=at)


def go_cold(handoff: Handoff, *, text: str, at: datetime) -> None:
    """From now on it waits in the team's queue like any other, and its clocks run on. The caller holds the locks."""
    if not Handoff.objects.waiting().filter(pk=handoff.pk, talk=Talk.OPEN).update(talk=Talk.COLD):
        return
    handoff.refresh_from_db(fields=["talk"])
    handoffs.end_talk(handoff, at=at)
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.WENT_COLD, at=at, text=text)
    handoffs.tell_receivers(handoff, receivers_of(handoff.to_team, None), at=at)
    notices.tell(
        [Recipient(handoff.sent_by, "You wanted to talk it over")],
        handoff=handoff,
        kind=NoticeKind.WARM_OVER,
        event="warm-over",
        title=f"{handoff.ticket.number} waits for {handoff.to_team} without a talk: {handoff.ticket.subject}",
        text=f"{text} You stay responsible until somebody there acknowledges.",
        at=at,
    )
    changes.announce(*handoff.topics)
