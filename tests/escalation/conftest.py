import pytest

from escalation import database_clock as the_clock
from tests.clock import SettableClock


@pytest.fixture
def database_clock(monkeypatch: pytest.MonkeyPatch) -> SettableClock:
    """The clock that judges deadlines, standing at noon until it is moved."""
    clock = SettableClock()
    monkeypatch.setattr(the_clock, "source", clock)
    return clock
