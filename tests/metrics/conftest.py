from tests.escalation.conftest import database_clock

__all__ = ["database_clock"]
