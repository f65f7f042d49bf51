"""Who may do what to tickets: each question once, for pages, API, admin and templates alike.

They read roles and memberships; they do not look at a ticket's state. Whoever may not even see a ticket gets no
answer from here but from `Ticket.objects.visible_to()`.
"""

from django.db.models import QuerySet

from tickets.compiled import compiled
from tickets.models import Agent, Membership, Role, Team, Ticket


def is_member(agent: Agent, team: Team | None) -> bool:
    """Whether the agent works in the team; memberships are read once per agent object."""
    return team is not None and team.pk in _memberships(agent)


def is_lead(agent: Agent, team: Team | None) -> bool:
    return team is not None and _memberships(agent).get(team.pk, False)


def team_ids_of(agent: Agent) -> frozenset[int]:
    """The teams she works in."""
    return frozenset(_memberships(agent))


def led_team_ids_of(agent: Agent) -> frozenset[int]:
    """The teams she leads."""
    return frozenset(team for team, leads in _memberships(agent).items() if leads)


def remember_memberships(agent: Agent, teams: dict[int, bool]) -> None:
    """Spare the query where they came along with the agent: by team, whether she leads it."""
    agent._membership_leads = teams  # type: ignore[attr-defined]


def _memberships(agent: Agent) -> dict[int, bool]:
    known: dict[int, bool] | None = getattr(agent, "_membership_leads", None)
    if known is None:
        known = dict(_teams_of(agent_id=agent.pk))
        remember_memberships(agent, known)
    return known


@compiled
def _teams_of(*, agent_id: int) -> "QuerySet[Membership, tuple[int, bool]]":
    return Membership.objects.filter(agent=agent_id).values_list("team_id", "is_lead")


def _oversees(agent: Agent) -> bool:
    return agent.is_active and agent.oversees


def can_view(agent: Agent, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists()


def can_reply(agent: Agent, ticket: Ticket) -> bool:
    """Speak to the customer: whoever is of the team that holds the ticket, and a bot that holds it."""
    return agent.is_active and (is_member(agent, ticket.team) or ticket.holder_id == agent.pk)


def can_note(agent: Agent, ticket: Ticket) -> bool:
    """Leave an internal note: whoever can see the ticket."""
    return agent.is_active


def can_claim(agent: Agent, ticket: Ticket) -> bool:
    return agent.is_active and not agent.is_bot and is_member(agent, ticket.team)


def can_place(agent: Agent, ticket: Ticket) -> bool:
    """Give a ticket to a colleague or put it back with the team, without a handoff: inside the team only."""
    return agent.is_active and not agent.is_bot and (is_member(agent, ticket.team) or _oversees(agent))


def can_resolve(agent: Agent, ticket: Ticket) -> bool:
    return can_reply(agent, ticket)


def can_reopen(agent: Agent, ticket: Ticket) -> bool:
    return can_reply(agent, ticket) or _oversees(agent)


def can_open_tickets(agent: Agent, team: Team) -> bool:
    return agent.is_active and (is_member(agent, team) or _oversees(agent))


def can_open_inbox(agent: Agent, team: Team) -> bool:
    """What `Team.objects.open_to()` says, of one team."""
    return team.is_active and (is_member(agent, team) or agent.oversees)


def can_administer(agent: Agent) -> bool:
    """Enter Django admin: teams, types, people."""
    return agent.is_active and agent.role == Role.ADMIN
