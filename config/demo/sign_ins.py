"""Who may be tried while the demo is loaded."""

from dataclasses import dataclass

from config.demo import company
from config.demo.directory import is_loaded
from tickets.models import Agent, Role


@dataclass(frozen=True)
class SignIn:
    name: str
    initials: str
    role: str
    team: str
    color: int | None  # of the team
    username: str
    password: str
    what: str  # role and team in a few words


def demo_sign_ins() -> list[SignIn]:
    """One of each kind, for the sign-in page; nobody where the demo is not loaded."""
    if not is_loaded():
        return []
    agents = {agent.username: agent for agent in Agent.objects.active().filter(username__in=company.SIGN_INS)}
    return [_sign_in(agents[username]) for username in company.SIGN_INS if username in agents]


def _sign_in(agent: Agent) -> SignIn:
    facts = company.BY_USERNAME[agent.username]
    team = next((team for team in company.TEAMS if team.slug == facts.team), None)
    role = Role(facts.role).label
    return SignIn(
        name=agent.name,
        initials=agent.initials,
        role=role,
        team=team.name if team else "",
        color=team.color if team else None,
        username=agent.username,
        password=company.PASSWORD,
        what=f"{role}, {team.name}" if team else role,
    )


def in_lines() -> str:
    """The same for a terminal."""
    people = demo_sign_ins()
    if not people:
        return ""
    lines = [f"  {person.username:<16} {person.name}, {person.what}" for person in people]
    return "\n".join([f"Demo only: sign in as one of these, password {company.PASSWORD}", *lines, ""])
