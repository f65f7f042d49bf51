"""Who may do what to handoffs: each question once, for pages, API, admin and templates alike."""

from django.db.models import Q

from escalation.models import Continuation, Handoff, ShiftChange
from tickets.models import Agent, Membership, Ownership, Team, Ticket
from tickets.permissions import is_lead, is_member, led_team_ids_of, team_ids_of


def _is_person(agent: Agent) -> bool:
    return agent.is_active and not agent.is_bot


def can_hand_over(agent: Agent, ticket: Ticket) -> bool:
    """Whoever is of the team that holds the ticket; a bot what it holds itself."""
    return agent.is_active and (is_member(agent, ticket.team) or ticket.holder_id == agent.pk)


def can_keep_draft(agent: Agent, ticket: Ticket) -> bool:
    """Whoever could hand it over, or could before it went to another team: what she began to write stays hers."""
    if can_hand_over(agent, ticket):
        return True
    held = Ownership.objects.filter(ticket=ticket).filter(Q(team__memberships__agent=agent) | Q(agent=agent))
    return agent.is_active and held.exists()


def can_walk_trees(agent: Agent, ticket: Ticket) -> bool:
    """Decide by a tree what is done with the ticket: whoever could hand it over, and is a person."""
    return _is_person(agent) and can_hand_over(agent, ticket)


def can_make_passage(agent: Agent, ticket: Ticket) -> bool:
    """Put a ticket off, or go on with the customer elsewhere: whoever answers her."""
    return _is_person(agent) and is_member(agent, ticket.team)


def can_add_context(agent: Agent, ticket: Ticket) -> bool:
    """Say afterwards what a change of holder went without: whoever can see the ticket may know."""
    return _is_person(agent)


def can_look_for_hidden_handoffs(agent: Agent) -> bool:
    """Leads, for their teams, and who oversees all."""
    return _is_person(agent) and (agent.oversees or bool(led_team_ids_of(agent)))


def can_acknowledge(agent: Agent, handoff: Handoff) -> bool:
    """Anybody of the receiving team, also where it was sent to a colleague by name: she may be away.

    Inside a team not the sender herself, who is to let go of it.
    """
    is_own = handoff.is_within_team and handoff.sent_by_id == agent.pk
    return _is_person(agent) and handoff.to_team_id in team_ids_of(agent) and not is_own


def can_return(agent: Agent, handoff: Handoff) -> bool:
    return can_acknowledge(agent, handoff)


def can_see_talk(agent: Agent, handoff: Handoff) -> bool:
    """The sender, and whoever was asked: what the two say is for nobody else."""
    return agent.pk == handoff.sent_by_id or handoff.asks.filter(agent=agent).exists()


def can_ask(agent: Agent, handoff: Handoff) -> bool:
    return can_acknowledge(agent, handoff)


def can_say_whether_she_could(agent: Agent, asked: Continuation) -> bool:
    """Whoever acknowledged the handoff and was asked."""
    return _is_person(agent) and asked.asked_of_id == agent.pk


def can_answer(agent: Agent, handoff: Handoff) -> bool:
    """The sender, and her colleagues when she is away."""
    return _is_person(agent) and (agent.pk == handoff.sent_by_id or is_member(agent, handoff.from_team))


def can_withdraw(agent: Agent, handoff: Handoff) -> bool:
    return agent.is_active and (agent.pk == handoff.sent_by_id or is_lead(agent, handoff.from_team))


def can_take_back(agent: Agent, handoff: Handoff) -> bool:
    """The sender, or whoever is of the team that the ticket went back to."""
    return _is_person(agent) and (agent.pk == handoff.sent_by_id or is_member(agent, handoff.ticket.team))


def can_take_the_watch(agent: Agent, team: Team) -> bool:
    """Whoever works in the team: she can acknowledge what waits there."""
    return _is_person(agent) and is_member(agent, team)


def can_put_on_watch(agent: Agent, team: Team) -> bool:
    """Decide that somebody else watches the team's queue."""
    return _is_person(agent) and (is_lead(agent, team) or agent.oversees)


def can_note_leave(agent: Agent, of: Agent) -> bool:
    """Her own, that of the people she leads, and for who oversees all teams anybody's."""
    leads = Membership.objects.filter(team__in=led_team_ids_of(agent), agent=of)
    return _is_person(agent) and (agent.pk == of.pk or agent.oversees or leads.exists())


def can_take_drills(agent: Agent) -> bool:
    """Whoever works in a team."""
    return _is_person(agent) and bool(team_ids_of(agent))


def can_start_shift_change(agent: Agent, team: Team) -> bool:
    """Whoever works in the team, for what she holds herself."""
    return _is_person(agent) and is_member(agent, team)


def can_walk(agent: Agent, shift_change: ShiftChange) -> bool:
    """Say how the tickets stand, and call it off: the one who goes; her lead, should she have left early."""
    return _is_person(agent) and (agent.pk == shift_change.outgoing_id or is_lead(agent, shift_change.team))


def can_take_over(agent: Agent, shift_change: ShiftChange) -> bool:
    """Anybody of the team that goes on, but the one who goes: who was expected may be late."""
    return _is_person(agent) and agent.pk != shift_change.outgoing_id and is_member(agent, shift_change.to_team)


def can_speak_at(agent: Agent, shift_change: ShiftChange) -> bool:
    """Ask and answer: both sides."""
    return can_walk(agent, shift_change) or can_take_over(agent, shift_change)
