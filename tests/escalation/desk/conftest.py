"""A handoff that waits, and who meets it."""

import pytest
from django.utils import timezone

from escalation.models import Handoff
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Ticket


@lasting
def sent() -> Handoff:
    """A handoff that waits for tier 2, sent a moment ago."""
    return send_handoff(receiver=AgentFactory(team=TeamFactory(tier=2)), at=timezone.now())


@pytest.fixture
def receiver(sent: Handoff) -> Agent:
    return sent.to_team.members.get()


@lasting
def holder() -> Agent:
    """Somebody of a first line, who holds `ticket`."""
    return AgentFactory(team=TeamFactory())


@lasting
def ticket(holder: Agent) -> Ticket:
    return open_ticket(holder.teams.get(), at=timezone.now(), holder=holder)
