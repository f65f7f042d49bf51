from tests.escalation.conftest import database_clock
from tests.metrics.confusion import _confused, confusing

__all__ = ["_confused", "confusing", "database_clock"]
