"""Rows that many tests need are written once for all tests in a row that ask for them.

Part of `tests/conftest.py`. A fixture declared with `@lasting` writes its rows in a transaction around that of the
test, where they stay while the tests that follow ask for them too. Each such fixture is a layer upon those it asks
for: a test finds the rows of the layers it asks for and no others, and copies of its own of what they returned. The
tests of a file are put into an order in which few layers are made twice. A test that commits has its rows made anew.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from inspect import Parameter, Signature, signature
from itertools import count, groupby, takewhile
from time import monotonic
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from tests.support.memory import forget
from tests.support.migrated_rows import commits

MOMENT = 20.0  # seconds; what happened a moment ago when the rows were written did so for as long
declared = count()


@dataclass(frozen=True)
class Lasting:
    """What makes the rows of one layer, and by which names it asks for those below."""

    name: str
    make: Callable[..., Any]
    asks_for: tuple[str, ...]
    ages: bool = True
    number: int = field(default_factory=lambda: next(declared))  # whatever asks for another is declared after it

    def value(self, values: dict[str, Any]) -> Any:
        if strangers := set(self.asks_for) - set(values):
            raise pytest.UsageError(f"The fixture {self.name} lasts, and {', '.join(sorted(strangers))} does not.")
        return self.make(**{name: values[name] for name in self.asks_for})


def lasting(make: Any = None, *, autouse: bool = False, ages: bool = True) -> Any:
    """Declare a fixture whose rows stay for the next test that asks for them. It may ask for other such alone.

    What never looks at the time of day does not age.
    """
    if make is None:
        return lambda make: lasting(make, autouse=autouse, ages=ages)
    layer = Lasting(make.__name__, make, tuple(signature(make).parameters), ages)

    def handed_out(_lasting_rows: dict[str, Any], db: None, **below: Any) -> Any:
        return _lasting_rows[layer.name] if layer.name in _lasting_rows else layer.value(below)

    names = ("_lasting_rows", "db", *layer.asks_for)
    handed_out.__signature__ = Signature([Parameter(name, Parameter.KEYWORD_ONLY) for name in names])  # type: ignore[attr-defined]
    handed_out.__doc__, handed_out.layer = make.__doc__, layer  # type: ignore[attr-defined]
    return pytest.fixture(handed_out, name=layer.name, autouse=autouse)


@dataclass
class Standing:
    """A layer whose rows are there."""

    layer: Lasting
    atomic: transaction.Atomic
    values: dict[str, Any]  # of this layer and those below, as making this one left them
    since: float = field(default_factory=monotonic)

    def is_still(self, layer: Lasting) -> bool:
        return self.layer is layer and (not layer.ages or monotonic() < self.since + MOMENT)


class Layers:
    """The layers whose rows are there now, each in a transaction within that of the one below."""

    def __init__(self) -> None:
        self._standing: list[Standing] = []

    def stand(self, wanted: Sequence[Lasting]) -> dict[str, Any]:
        """Have the rows of just these layers; what their fixtures returned, for one test to alter as it likes."""
        self.keep(wanted)
        for layer in wanted[len(self._standing) :]:
            self._add(layer)
        return self._values()

    def keep(self, wanted: Sequence[Lasting]) -> None:
        """Take back what these layers do not share, and what has grown old; all where the transaction is lost."""
        is_lost = connection.closed_in_transaction or connection.needs_rollback
        pairs = zip(self._standing, wanted, strict=False)
        shared = 0 if is_lost else sum(1 for _ in takewhile(lambda pair: pair[0].is_still(pair[1]), pairs))
        while len(self._standing) > shared:
            self._take_back()

    def _values(self) -> dict[str, Any]:
        values = self._standing[-1].values if self._standing else {}
        unchanging = (value for value in values.values() if _is_frozen(value))
        known: dict[int, Any] = {id(value): value for value in unchanging}
        return {name: _copied(value, known) for name, value in values.items()}

    def _add(self, layer: Lasting) -> None:
        forget()
        values, atomic = self._values(), transaction.atomic()
        atomic._from_testcase = True  # type: ignore[attr-defined]  # what must be outermost may be so within
        atomic.__enter__()
        self._standing.append(Standing(layer, atomic, values))
        try:
            values[layer.name] = layer.value(values)
            connection.check_constraints()  # now, and not again after each test
        except BaseException:
            self._take_back()
            raise
        finally:
            connection.run_on_commit.clear()  # as after a test, which does not commit either

    def _take_back(self) -> None:
        connection.needs_rollback = True
        self._standing.pop().atomic.__exit__(None, None, None)


PLAIN = (str, int, float, bool, datetime, timedelta, type(None))


def _copied(value: Any, known: dict[int, Any]) -> Any:
    """As `deepcopy`, without asking each of a row's numbers and words how it wants to be copied."""
    if isinstance(value, PLAIN):
        return value
    if id(value) in known:
        return known[id(value)]
    if type(value) is tuple:
        return tuple(_copied(one, known) for one in value)
    if type(value) is list:
        known[id(value)] = [_copied(one, known) for one in value]
        return known[id(value)]
    if type(value) is dict:
        known[id(value)] = {name: _copied(one, known) for name, one in value.items()}
        return known[id(value)]
    return _copied_row(value, known) if isinstance(value, Model) else deepcopy(value, known)


def _copied_row(value: Model, known: dict[int, Any]) -> Model:
    row = known[id(value)] = type(value).__new__(type(value))
    own = dict(value.__dict__)
    state = own.pop("_state")
    row._state = copy(state)
    row._state.fields_cache = {name: _copied(one, known) for name, one in state.fields_cache.items()}
    row.__dict__.update((name, _copied(one, known)) for name, one in own.items())
    return row


def _is_frozen(value: Any) -> bool:
    parameters = getattr(value, "__dataclass_params__", None)
    return parameters is not None and parameters.frozen


NEXT = pytest.StashKey[pytest.Item | None]()


def layers_of(item: pytest.Item | None) -> list[Lasting]:
    """Those that this test asks for, the lowest first; none where it commits."""
    if item is None or commits(item) or not isinstance(item, pytest.Function):
        return []
    found = item._fixtureinfo.name2fixturedefs
    asked = (found[name][-1].func for name in item.fixturenames if name in found)
    return sorted((func.layer for func in asked if hasattr(func, "layer")), key=lambda layer: layer.number)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Within a file, whoever asks for the same layers comes one after another."""
    runs = groupby(list(items), key=lambda item: (item.path, commits(item)))
    items[:] = [
        item for _, run in runs for item in sorted(run, key=lambda item: [layer.number for layer in layers_of(item)])
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    item.stash[NEXT] = nextitem


@pytest.fixture(scope="session")
def _layers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Layers]:
    layers = Layers()
    yield layers
    with django_db_blocker.unblock():
        layers.keep([])


@pytest.fixture
def _lasting_rows(
    request: pytest.FixtureRequest, _layers: Layers, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock():
        values = _layers.stand(layers_of(request.node))
    yield values
    with django_db_blocker.unblock():
        _layers.keep(layers_of(request.node.stash[NEXT]))


@pytest.fixture
def _django_db_helper(_lasting_rows: dict[str, Any], _django_db_helper: None) -> None:
    """The test's own transaction begins within that of the rows which it shares with others."""
