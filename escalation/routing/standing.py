"""The router of the criteria that are live, built once for them in each process.

Where `keep_ready` was called, a thread builds it: when the process begins, and within a second of publishing. Who asks
before it is there waits for a moment, and then the router before answers. Elsewhere whoever asks first builds it.
"""

from dataclasses import dataclass
from threading import Condition, Lock

from django.db.models import QuerySet

from escalation.criteria.live import criteria_of
from escalation.models import CriteriaRevision
from escalation.routing.ahead import Ahead
from escalation.routing.learning import learned_from, learns_up_to
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.router import Router
from escalation.routing.ways import best_way
from tickets.compiled import compiled
from tickets.models import Site

KEPT = 2  # routers: by two ways of comparing texts
MOMENT = 0.04  # seconds: within it most routers are built


class NothingPublished(Exception):
    """No criteria hold yet."""


@dataclass(frozen=True)
class _Basis:
    """What tells one router from another."""

    revisions: tuple[int, ...]
    learns_up_to: int  # the number of a ticket; 0 where nothing is learned
    encoder: Encoder


class _Routers:
    """Those of this process. Threads that need the same one at once build it once."""

    def __init__(self) -> None:
        self._building, self._changed = Lock(), Condition()
        self._built: dict[_Basis, Router] = {}

    def get(self, basis: _Basis) -> Router | None:
        return self._built.get(basis)

    def wait_for(self, basis: _Basis) -> Router | None:
        """What another thread builds, if that is done in a moment."""
        with self._changed:
            self._changed.wait_for(lambda: basis in self._built, timeout=MOMENT)
            return self._built.get(basis)

    def before(self, basis: _Basis) -> Router | None:
        """The last one that compares texts in the same way."""
        return next((self._built[each] for each in reversed(self._built) if each.encoder is basis.encoder), None)

    def build(self, basis: _Basis) -> Router:
        with self._building:
            if found := self._built.get(basis):
                return found
            openings = learned_from(basis.learns_up_to) if basis.learns_up_to else ()
            router = Router(criteria_of(basis.revisions), basis.encoder, learned=dict(openings))
            with self._changed:
                # Put in place as a whole: another thread may be reading.
                self._built = dict([*self._built.items(), (basis, router)][-KEPT:])
                self._changed.notify_all()
            return router

    def forget(self) -> None:
        self._built = {}


_routers = _Routers()
forget = _routers.forget


def standing_router() -> Router:
    """By what is published now, and learned where that is wanted. Three queries."""
    basis = _basis(best_way())
    found = _routers.get(basis)
    if found is None and ahead.is_at_work:
        ahead.wake()
        found = _routers.wait_for(basis) or _routers.before(basis)
    return found or _routers.build(basis)


def published_router(encoder: Encoder) -> Router:
    """The same, comparing texts by this encoder. Raises NothingPublished."""
    basis = _basis(encoder)
    if not basis.revisions:
        raise NothingPublished("No criteria are published yet")
    return _routers.build(basis)


def _basis(encoder: Encoder) -> _Basis:
    return _Basis(tuple(_live()), learns_up_to() if _learning_sites() else 0, encoder)


@compiled
def _live() -> QuerySet[CriteriaRevision, int]:
    return CriteriaRevision.objects.live().order_by("part").values_list("pk", flat=True)


@compiled
def _learning_sites() -> QuerySet[Site, int]:
    return Site.objects.filter(learns_from_tickets=True).values_list("pk", flat=True)


ahead = Ahead(lambda: _routers.build(_basis(best_way())))
keep_ready = ahead.start
