from tests.escalation.conftest import database_clock
from tests.metrics.confusion import confusing

__all__ = ["confusing", "database_clock"]
