"""The rows of those who appear in the demo, by the names that its stories call them."""

from dataclasses import dataclass

from config.demo import company
from escalation.models import HandoffType
from tickets.models import Account, Agent, Customer, IssueType, Team

SOURCE = "demo"


@dataclass(frozen=True)
class Directory:
    agents: dict[str, Agent]
    teams: dict[str, Team]
    customers: dict[str, Customer]
    issue_types: dict[str, IssueType]
    handoff_types: dict[str, HandoffType]

    @classmethod
    def load(cls) -> "Directory":
        known = [agent.username for agent in company.AGENTS] + [company.BOT]
        people = Customer.objects.filter(source=SOURCE).select_related("account")
        return cls(
            agents={agent.username: agent for agent in Agent.objects.filter(username__in=known)},
            teams={team.slug: team for team in Team.objects.all()},
            customers={person.external_id: person for person in people},
            issue_types={kind.slug: kind for kind in IssueType.objects.all()},
            handoff_types={kind.slug: kind for kind in HandoffType.objects.all()},
        )


def is_loaded() -> bool:
    return Account.objects.filter(source=SOURCE).exists()
