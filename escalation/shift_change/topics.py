"""Which open pages show a shift change: `shift:7` is what is said at those of team 7."""

from escalation.models import ShiftChange
from tickets.models import Agent
from tickets.permissions import is_member


def page_topics(shift_change: ShiftChange) -> set[str]:
    """Its own page: all that what somebody types concerns."""
    return {f"shift:{team}" for team in (shift_change.team_id, shift_change.to_team_id)}


def topics_of(shift_change: ShiftChange) -> set[str]:
    """Its own page, the lists of both teams, and the work of the two people."""
    people = {f"agent:{agent}" for agent in (shift_change.outgoing_id, shift_change.incoming_id) if agent}
    teams = {f"team:{shift_change.team_id}", f"team:{shift_change.to_team_id}"}
    return page_topics(shift_change) | teams | people


def heard_by(agent: Agent, shift_change: ShiftChange) -> list[str]:
    """The topics of its page that this reader may hear: a page that asks for more hears nothing for certain."""
    teams = {team.pk for team in (shift_change.team, shift_change.to_team) if agent.oversees or is_member(agent, team)}
    return [f"shift:{team}" for team in sorted(teams)]
