"""Who is told."""

import pytest

from escalation.models import AlertPreferences, Topic
from tests.factories import AgentFactory, TeamFactory
from tickets.models import Agent


@pytest.fixture
def reader() -> Agent:
    """Somebody who wants to hear of everything by e-mail."""
    reader = AgentFactory(team=TeamFactory(), email="reader@example.com")
    AlertPreferences.objects.create(agent=reader, by_email=list(Topic.values))
    return reader
