"""The latest tickets with their facts, to try criteria on while they are edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from escalation.criteria import gathering
from escalation.facts import Facts
from tickets.models import Ticket

SAMPLE = 1_000  # tickets
FRESH_FOR = 300  # seconds


@dataclass(frozen=True)
class Sample:
    """Tickets, the latest first, with their facts."""

    tickets: Sequence[tuple[int, Facts]]

    def __len__(self) -> int:
        return len(self.tickets)


def latest(at: datetime) -> Sample:
    """The latest thousand; read again after five minutes, or when a ticket has come."""
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _kept(newest, datetime.fromtimestamp(at.timestamp() // FRESH_FOR * FRESH_FOR, tz=UTC))


def gathered(at: datetime, *, count: int = SAMPLE) -> Sample:
    """The latest so many, as they stand at `at`."""
    numbers = list(Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    facts = gathering.gather(numbers, at=at)
    return Sample([(number, facts[number]) for number in numbers if number in facts])


@lru_cache(maxsize=1)
def _kept(newest: int | None, at: datetime) -> Sample:
    return gathered(at)
