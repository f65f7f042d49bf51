"""How many hidden handoffs a scope has, and where they are listed."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q

from escalation import hidden
from escalation.permissions import can_look_for_hidden_handoffs
from metrics.scope import Scope
from tickets.models import Agent


@dataclass(frozen=True)
class HiddenHandoffs:
    changes: int  # of holder
    answers: int  # of somebody who did not hold the ticket
    query: str  # as the address of their list writes the scope

    @property
    def count(self) -> int:
        """As many as their list has."""
        return self.changes + self.answers


def hidden_handoffs_of(scope: Scope, agent: Agent) -> HiddenHandoffs | None:
    """Those of the scope's week that the agent looks after; None for who looks after none."""
    if not can_look_for_hidden_handoffs(agent):
        return None
    week, zone = scope.week, ZoneInfo(scope.week.zone)
    changes = hidden.looked_after_by(agent).filter(started_at__gte=week.starts_at, started_at__lt=week.ends_at)
    answers = hidden.answers_looked_after_by(agent).filter(posted_at__gte=week.starts_at, posted_at__lt=week.ends_at)
    asked: dict[str, object] = {
        "since": week.starts_at.astimezone(zone).date(),
        "until": (week.ends_at - timedelta(seconds=1)).astimezone(zone).date(),
    }
    if scope.team:
        changes = changes.filter(Q(team=scope.team) | Q(from_team_id=scope.team.pk))
        answers = answers.filter(in_place_of__team=scope.team)
        asked["team"] = scope.team.pk
    return HiddenHandoffs(changes.count(), answers.count(), urlencode(asked))
