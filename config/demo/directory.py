"""The rows of those who appear in the demo, by the names that its stories call them."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from config.demo import company
from escalation import duty, handoffs
from escalation.engine import policies
from escalation.hours.business_time import Hours
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

    _hours: dict[str, Hours] = field(default_factory=dict)
    _said: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def said_by(self, handoff_type: str, team: str) -> dict[str, Any]:
        """What is frozen with a handoff of this type to this team; asked for hundreds of them."""
        key = (handoff_type, team)
        if key not in self._said:
            kind = self.handoff_types[handoff_type]
            ladder = policies.ladder_of(kind, hours=self.hours(team))
            self._said[key] = handoffs.said_by(kind, ladder, asked=kind.asked)
        return self._said[key]

    def hours(self, team: str) -> Hours:
        """When the team works; asked for hundreds of times."""
        if team not in self._hours:
            self._hours[team] = duty.hours_of(self.teams[team])
        return self._hours[team]

    @classmethod
    def load(cls) -> "Directory":
        known = [agent.username for agent in company.AGENTS] + [company.BOT]
        people = Customer.objects.filter(source=SOURCE).select_related("account")
        return cls(
            agents={agent.username: agent for agent in Agent.objects.filter(username__in=known)},
            teams={team.slug: team for team in Team.objects.all()},
            customers={person.external_id: person for person in people},
            issue_types={kind.slug: kind for kind in IssueType.objects.all()},
            handoff_types={kind.slug: kind for kind in _types()},
        )


def _types() -> QuerySet[HandoffType]:
    return HandoffType.objects.select_related("policy").prefetch_related("fields")


def is_loaded() -> bool:
    return Account.objects.filter(source=SOURCE).exists()
