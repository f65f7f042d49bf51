import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from escalation import database_clock as the_clock
from tests.clock import SettableClock


@pytest.fixture
def database_clock(monkeypatch: pytest.MonkeyPatch) -> SettableClock:
    """The clock that judges deadlines, standing at noon until it is moved."""
    clock = SettableClock()
    monkeypatch.setattr(the_clock, "source", clock)
    return clock


@pytest.fixture
def gone_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks whether the connection may still be used hears that it may not; what fails, the test decides."""
    monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "is_usable", lambda: False)
