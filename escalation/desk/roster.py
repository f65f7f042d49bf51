"""The teams a ticket can go to, with who works there."""

from functools import cached_property

from django.db.models import Prefetch, QuerySet

from tickets.models import Agent, Membership, Team


class Roster:
    """The teams a ticket can go to and who works there, read when it is first asked for."""

    def __init__(self, teams: QuerySet[Team]) -> None:
        self._teams = teams

    @cached_property
    def teams(self) -> list[Team]:
        """Each with its `people`."""
        working = Membership.objects.filter(agent__in=Agent.objects.people()).select_related("agent")
        working = working.order_by("agent__name")
        prefetched = Prefetch("memberships", queryset=working, to_attr="people")
        return list(self._teams.order_by("tier", "name").prefetch_related(prefetched))

    def choices(self) -> list[tuple[object, str]]:
        return [("", "Choose a team"), *((team.pk, _with_its_people(team)) for team in self.teams)]


def _with_its_people(team: Team) -> str:
    return str(team) if team.people else f"{team} (nobody works there)"  # type: ignore[attr-defined]
