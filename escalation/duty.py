"""Whom to tell. Never nobody: where the first choice is missing the next stands in, and the reason says so."""

from dataclasses import dataclass
from datetime import datetime

from escalation.business_time import Hours
from tickets.models import Agent, Role, Site, Team


@dataclass(frozen=True)
class Recipient:
    """An agent to tell, and why her."""

    agent: Agent
    reason: str


class NobodyToTell(Exception):
    """There is no lead, no duty manager, no manager and no admin: the installation has nobody in charge."""


def lead_of(team: Team) -> Recipient:
    """The team's lead; failing her the site's duty manager, a manager, an admin. Raises NobodyToTell."""
    lead = Agent.objects.people().filter(memberships__team=team, memberships__is_lead=True).first()
    if lead:
        return Recipient(lead, f"Lead of {team}")
    manager = manager_for(team)
    return Recipient(manager.agent, f"{manager.reason}, because {team} has no active lead")


def hours_of(team: Team) -> Hours:
    """When the team works."""
    return Hours.always()


def on_duty(team: Team, at: datetime) -> Recipient:
    """Who watches the team's handoff queue. Raises NobodyToTell."""
    return lead_of(team)


def manager_for(team: Team) -> Recipient:
    """The site's duty manager; failing her a manager or an admin. Raises NobodyToTell."""
    manager = Site.current().duty_manager
    if manager and manager.is_active:
        return Recipient(manager, "Duty manager")
    for role in (Role.MANAGER, Role.ADMIN):
        if somebody := Agent.objects.people().filter(role=role).order_by("pk").first():
            return Recipient(somebody, f"{somebody.get_role_display()} in place of a duty manager")
    raise NobodyToTell(f"Give {team} a lead, or the site a duty manager.")


def receivers_of(team: Team, agent: Agent | None) -> list[Recipient]:
    """Whoever can acknowledge what is sent to this team; the one it was sent to by name knows that."""
    people = Agent.objects.people().filter(memberships__team=team).order_by("name")
    return [Recipient(person, "Sent to you by name" if person == agent else f"You work in {team}") for person in people]


def sender_or_stand_in(agent: Agent, team: Team, *, reason: str) -> Recipient:
    """The sender herself; a bot or somebody who left is answered for by her team's lead. Raises NobodyToTell."""
    if agent.is_active and not agent.is_bot:
        return Recipient(agent, reason)
    lead = lead_of(agent.answered_for_by or team)
    why = "is a bot" if agent.is_bot else "has left"
    return Recipient(lead.agent, f"{lead.reason}: {agent} {why}")
