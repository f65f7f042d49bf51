"""Who is told."""

from escalation.models import AlertPreferences, Topic
from tests.factories import AgentFactory, TeamFactory
from tests.support.lasting_rows import lasting
from tickets.models import Agent


@lasting
def reader() -> Agent:
    """Somebody who wants to hear of everything by e-mail."""
    reader = AgentFactory(team=TeamFactory(), email="reader@example.com")
    AlertPreferences.objects.create(agent=reader, by_email=list(Topic.values))
    return reader
