"""The teams a ticket can go to, with who works there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from tickets.compiled import compiled
from tickets.models import Role, Team


@dataclass(frozen=True)
class Colleague:
    """Somebody who can acknowledge what comes to her team."""

    pk: int
    name: str
    is_lead: bool

    def __str__(self) -> str:
        return f"{self.name} (lead)" if self.is_lead else self.name


class Roster:
    """The teams a ticket can go to and who works there, read in one query when it is first asked for."""

    def __init__(self, *, beside: int | None) -> None:
        """`beside` is the team that the ticket is with."""
        self._beside = beside

    @cached_property
    def teams(self) -> list[Team]:
        """Each with its `people`, and with them in words."""
        teams: dict[int, Team] = {}
        people: dict[int, list[Colleague]] = {}
        for row in _with_people(beside=self._beside):
            teams.setdefault(row.pk, row)
            there = people.setdefault(row.pk, [])
            if row.agent_is_active and row.agent_role != Role.BOT:
                there.append(Colleague(row.agent_id, row.agent_name, row.is_lead))
        for team in teams.values():
            team.people = people[team.pk]  # type: ignore[attr-defined]
            team.people_in_words = ", ".join(map(str, people[team.pk]))  # type: ignore[attr-defined]
        return list(teams.values())

    def choices(self) -> list[tuple[object, str]]:
        return [("", "Choose a team"), *((team.pk, _with_its_people(team)) for team in self.teams)]


def offered(*, beside: int | None) -> QuerySet[Team]:
    """The teams that work can go to by hand, but the one that the ticket is with."""
    working = Team.objects.filter(is_active=True, tier__gt=0)
    return working if beside is None else working.exclude(pk=beside)


@compiled
def _with_people(*, beside: int | None) -> QuerySet[Team, Any]:
    """A row for each agent of a team, one where there is none."""
    named = {"agent_id": "agent", "agent_name": "agent__name", "agent_is_active": "agent__is_active"}
    named |= {"agent_role": "agent__role", "is_lead": "is_lead"}
    columns = {name: F(f"memberships__{path}") for name, path in named.items()}
    return offered(beside=beside).annotate(**columns).order_by("tier", "name", "pk", "memberships__agent__name")


def _with_its_people(team: Team) -> str:
    return str(team) if team.people else f"{team} (nobody works there)"  # type: ignore[attr-defined]
