"""The router of the criteria that are live, built once for them in each process."""

from functools import lru_cache

from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.routing.learning import Openings, learned
from escalation.routing.router import Router
from escalation.routing.ways import best_way
from tickets.models import Site


def standing_router() -> Router:
    """By what is published now, and learned where that is wanted. Three queries; after publishing it is built anew."""
    return _built(live().criteria, learned() if Site.current().learns_from_tickets else ())


@lru_cache(maxsize=2)
def _built(criteria: Criteria, openings: Openings) -> Router:
    return Router(criteria, best_way(), learned=dict(openings))
