"""Published criteria for tests: three teams, a route, an issue type and a place for the rest."""

from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from tests.clock import NOON
from tests.factories import HandoffTypeFactory, TeamFactory

CRITERIA = """
teams:
  billing: {name: Billing, description: "Invoices, payments and refunds.", examples: ["Why was my card charged twice?"]}
  access: {name: Access, description: "Passwords, single sign-on and locked accounts."}
  front: {name: Front desk}
issue_types:
  slow-pages: {name: Slow pages, description: "Pages that take long to load.", team: access}
routes:
  breach: {name: Break-ins, team: access, handoff: incident, words: [ransom], why: Every minute counts.}
  rest: {name: The rest, team: front}
"""


def publish(text: str = CRITERIA) -> None:
    """Publish these criteria, with the teams and the handoff type that they name."""
    criteria = read_criteria(text)
    for team in criteria.teams:
        TeamFactory(slug=team.key, name=team.name)
    HandoffTypeFactory(slug="incident", name="Incident", description="For what burns.")
    load(criteria)
    publish_all(by=None, at=NOON)
