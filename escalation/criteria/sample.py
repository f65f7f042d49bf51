"""The latest tickets with their facts, to try criteria on while they are edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from escalation.criteria import gathering
from escalation.facts import Facts
from tickets.models import Ticket

SAMPLE = 1_000  # tickets


@dataclass(frozen=True)
class Sample:
    """Tickets by their numbers, the latest first, with their facts."""

    tickets: Sequence[tuple[int, Facts]]

    def __len__(self) -> int:
        return len(self.tickets)

    @property
    def facts(self) -> list[Facts]:
        return [facts for _, facts in self.tickets]


def latest(at: datetime, *, count: int = SAMPLE) -> Sample:
    """The latest so many, as they stand at `at`; four queries."""
    numbers = list(Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    facts = gathering.gather(numbers, at=at)
    return Sample([(number, facts[number]) for number in numbers if number in facts])
