"""Who may do what to handoffs: each question once, for pages, API, admin and templates alike."""

from escalation.models import Handoff
from tickets.models import Agent, Ticket
from tickets.permissions import is_lead, is_member


def _is_person(agent: Agent) -> bool:
    return agent.is_active and not agent.is_bot


def can_hand_over(agent: Agent, ticket: Ticket) -> bool:
    """Whoever is of the team that holds the ticket; a bot what it holds itself."""
    return agent.is_active and (is_member(agent, ticket.team) or ticket.holder_id == agent.pk)


def can_acknowledge(agent: Agent, handoff: Handoff) -> bool:
    """Anybody of the receiving team, also where it was sent to a colleague by name: she may be away."""
    return _is_person(agent) and is_member(agent, handoff.to_team)


def can_return(agent: Agent, handoff: Handoff) -> bool:
    return can_acknowledge(agent, handoff)


def can_ask(agent: Agent, handoff: Handoff) -> bool:
    return can_acknowledge(agent, handoff)


def can_answer(agent: Agent, handoff: Handoff) -> bool:
    """The sender, and her colleagues when she is away."""
    return _is_person(agent) and (agent.pk == handoff.sent_by_id or is_member(agent, handoff.from_team))


def can_withdraw(agent: Agent, handoff: Handoff) -> bool:
    return agent.is_active and (agent.pk == handoff.sent_by_id or is_lead(agent, handoff.from_team))


def can_take_back(agent: Agent, handoff: Handoff) -> bool:
    """The sender, or whoever is of the team that the ticket went back to."""
    return _is_person(agent) and (agent.pk == handoff.sent_by_id or is_member(agent, handoff.ticket.team))
