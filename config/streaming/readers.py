"""Who asks for a stream, and what she may hear: worked out here, and never taken from what a browser says."""

from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.db import connections
from django.http import HttpRequest

from tickets.models import Agent, Team, Ticket
from tickets.sessions import agent_of

MOST_TICKETS = 30  # open in one browser; the pages of others ask by themselves


@dataclass(frozen=True)
class Reader:
    """Somebody signed in, and the topics she may hear."""

    agent_id: int
    topics: frozenset[str]


def reader_of(cookies: str, tickets: Iterable[int]) -> Reader | None:
    """Whoever the session cookie stands for; None for nobody, and for bots, which have no pages.

    Of `tickets` she hears those that she may see. Leaves no database connection behind.
    """
    try:
        agent = _signed_in(cookies)
        return None if agent is None else Reader(agent.pk, frozenset(_topics(agent, tickets)))
    finally:
        connections.close_all()


def _signed_in(cookies: str) -> Agent | None:
    try:
        session_key = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if session_key is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key.value)
    agent = agent_of(request)
    return agent if isinstance(agent, Agent) and agent.is_active and not agent.is_bot else None


def _topics(agent: Agent, tickets: Iterable[int]) -> set[str]:
    teams = ["*"] if agent.oversees else list(Team.objects.open_to(agent).values_list("pk", flat=True))
    asked = list(tickets)[:MOST_TICKETS]
    visible = Ticket.objects.visible_to(agent).filter(pk__in=asked).values_list("pk", flat=True) if asked else []
    return {
        f"agent:{agent.pk}",
        *(f"{kind}:{team}" for team in teams for kind in ("team", "inbox", "shift")),
        *(f"{kind}:{ticket}" for ticket in visible for kind in ("ticket", "here")),
    }
