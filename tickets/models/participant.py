from datetime import datetime

from django.db import models
from django.db.models import Q

from tickets.models.agent import Agent
from tickets.models.team import Team


class Participant(models.Model):
    """An agent or a team that takes part in a ticket without holding it: sent it, is asked to take it, follows it."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="participants")
    agent = models.ForeignKey(
        Agent,
        null=True,
        on_delete=models.CASCADE,
        related_name="participations",
    )
    team = models.ForeignKey(
        Team,
        null=True,
        on_delete=models.CASCADE,
        related_name="participations",
    )
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agent__isnull=True, team__isnull=False) | Q(agent__isnull=False, team__isnull=True),
                name="participant_is_agent_or_team",
            ),
            models.UniqueConstraint(fields=["ticket", "agent"], name="agent_takes_part_once"),
            models.UniqueConstraint(fields=["ticket", "team"], name="team_takes_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent or self.team} in {self.ticket_id}"

    @classmethod
    def rows(
        cls, *, ticket_id: int, at: datetime, agent: Agent | None = None, team: Team | None = None
    ) -> list["Participant"]:
        """What to write, where it is not there yet, for an agent, a team, or both to take part."""
        rows = [cls(ticket_id=ticket_id, agent=agent, since=at)] if agent else []
        return rows + ([cls(ticket_id=ticket_id, team=team, since=at)] if team else [])
