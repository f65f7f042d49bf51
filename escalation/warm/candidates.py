"""Whom to ask next: somebody who can take the ticket, and is there."""

from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from escalation.duty import NobodyToTell, Recipient, is_there, on_duty
from escalation.models import Handoff, WarmAsk
from tickets.models import Agent, Team, Ticket
from tickets.models.agent import AgentQuerySet

MOST_ASKED = 3  # people asked one after the other by themselves: by then six minutes of the acknowledge clock are gone


def next_to_ask(handoff: Handoff, *, at: datetime) -> Recipient | None:
    """Who is on duty, else whoever is there and holds least; nobody, where enough were asked already."""
    asked = set(WarmAsk.objects.filter(handoff=handoff).values_list("agent", flat=True))
    if len(asked) >= MOST_ASKED:
        return None
    return first_to_ask(handoff.to_team, but=asked | {handoff.sent_by_id}, at=at)


def first_to_ask(team: Team, *, but: set[int], at: datetime) -> Recipient | None:
    """The first of the team who could talk now, but for these; nobody, where nobody is there."""
    people = list(members(team).exclude(pk__in=but))
    watcher = _watcher(team, at)
    if watcher and watcher.agent in people:
        return watcher
    there = (one for one in people if is_there(one, at))
    return next((Recipient(one, f"You work in {team}") for one in there), None)


def members(team: Team) -> AgentQuerySet:
    """The people of a team who could take a ticket, whoever holds least first."""
    open_of_hers = Ticket.objects.open().filter(holder=OuterRef("pk")).order_by().values("holder")
    held = Coalesce(Subquery(open_of_hers.annotate(count=Count("pk")).values("count")), 0)
    return Agent.objects.people().filter(memberships__team=team).annotate(held=held).order_by("held", "name")


def _watcher(team: Team, at: datetime) -> Recipient | None:
    try:
        return on_duty(team, at)
    except NobodyToTell:
        return None
