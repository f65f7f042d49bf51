"""One demo for all tests of this folder: loading it takes longer than they do."""

import pytest

from config.demo.loading import load
from escalation import database_clock
from tests.clock import SettableClock
from tests.config.demo.seen import NOW, TICKETS
from tests.support.lasting_rows import lasting


@lasting(ages=False)
def demo() -> None:
    """The demo as loaded: what a test does to it is undone."""
    load(NOW, tickets=TICKETS)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SettableClock:
    clock = SettableClock(NOW)
    monkeypatch.setattr(database_clock, "source", clock)
    return clock
