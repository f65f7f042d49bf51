"""Who may see which figures: a scorecard opens only for a scope that its reader may see wholly."""

from tickets.models import Agent, Role, Team
from tickets.permissions import is_member


def can_view_scorecard(agent: Agent, team: Team | None) -> bool:
    """What a team received is visible to all of its members; everything is to managers and admins."""
    if not agent.is_active or agent.is_bot:
        return False
    return agent.role in (Role.MANAGER, Role.ADMIN) or is_member(agent, team)


def can_view_clarity(agent: Agent) -> bool:
    """Where the criteria confuse people: who may change them, and who looks after all teams."""
    return can_view_scorecard(agent, None)
