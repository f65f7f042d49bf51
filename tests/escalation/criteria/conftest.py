from escalation.criteria import STARTER
from escalation.criteria.definition import Criteria
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from tests.clock import NOON
from tests.factories import HandoffTypeFactory, TeamFactory
from tests.support.lasting_rows import lasting
from tickets.models import Team


@lasting
def teams() -> dict[str, Team]:
    """The teams and handoff types that the starter names; the other handoff types are there from the beginning."""
    HandoffTypeFactory(slug="to-billing", name="To Billing")
    TeamFactory(slug="tier-1", name="tier-1", tier=1)
    return {slug: TeamFactory(slug=slug, name=slug, tier=2) for slug in ("tier-2", "billing", "engineering")}


@lasting
def starter(teams: dict[str, Team]) -> Criteria:
    """The starter, drafted."""
    criteria = read_criteria(STARTER.read_text())
    load(criteria)
    return criteria


@lasting
def published(starter: Criteria) -> Criteria:
    """The starter, live."""
    publish_all(by=None, at=NOON)
    return starter
