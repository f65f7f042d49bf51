"""The router of the criteria that are live, built once for them in each process."""

from functools import lru_cache

from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.routing.router import Router
from escalation.routing.ways import best_way


def standing_router() -> Router:
    """By what is published now. One query; after publishing the first call builds anew."""
    return _built(live().criteria)


@lru_cache(maxsize=2)
def _built(criteria: Criteria) -> Router:
    return Router(criteria, best_way())
