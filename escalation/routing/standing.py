"""The router of the criteria that are live, built once for them in each process."""

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.routing.learning import Openings, learned
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.router import Router
from escalation.routing.ways import best_way
from tickets.models import Site

_building = Lock()  # threads that ask meanwhile wait for the one router


class NothingPublished(Exception):
    """No criteria hold yet."""


def standing_router() -> Router:
    """By what is published now, and learned where that is wanted. Three queries; after publishing it is built anew."""
    return _router(live().criteria, _openings(), best_way())


def published_router(encoder: Encoder) -> Router:
    """The same, comparing texts by this encoder. Raises NothingPublished."""
    now_live = live()
    if not now_live.revisions:
        raise NothingPublished("No criteria are published yet")
    return _router(now_live.criteria, _openings(), encoder)


def _openings() -> Openings:
    return learned() if Site.current().learns_from_tickets else ()


def _router(criteria: Criteria, openings: Openings, encoder: Encoder) -> Router:
    with _building:
        return _built(criteria, openings, _Kept(encoder))


@dataclass(frozen=True)
class _Kept:
    """One encoder of this process, to be told from another."""

    encoder: Encoder


@lru_cache(maxsize=2)
def _built(criteria: Criteria, openings: Openings, by: _Kept) -> Router:
    return Router(criteria, by.encoder, learned=dict(openings))
