"""One demo for all tests of this folder: loading it takes longer than they do."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from config.demo.loading import load
from escalation import database_clock
from tests.clock import SettableClock
from tests.config.demo.seen import NOW, TICKETS


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, loaded once for this folder and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(NOW, tickets=TICKETS)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(loaded: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of the plugin's own, which would close the transaction that the demo is loaded in."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(db: None) -> None:
    """The demo as loaded: what a test does to it is undone."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SettableClock:
    clock = SettableClock(NOW)
    monkeypatch.setattr(database_clock, "source", clock)
    return clock
