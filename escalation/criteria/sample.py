"""The latest tickets with their facts, to try criteria on while they are edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.criteria import gathering
from escalation.facts import Facts
from tickets.models import Ticket

SAMPLE = 1_000  # tickets
KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Sample:
    """Tickets by their numbers, the latest first, with their facts."""

    tickets: Sequence[tuple[int, Facts]]

    def __len__(self) -> int:
        return len(self.tickets)

    @property
    def facts(self) -> list[Facts]:
        return [facts for _, facts in self.tickets]


def numbers(count: int) -> list[int]:
    """The latest so many tickets."""
    return list(Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:count])


def latest(at: datetime, *, count: int = SAMPLE) -> Sample:
    """The latest so many, as they stand at `at`; four queries."""
    asked = numbers(count)
    facts = gathering.gather(asked, at=at)
    return Sample([(number, facts[number]) for number in asked if number in facts])


@dataclass
class Lately:
    """The latest tickets as they stood a moment ago: a form that is typed in asks for them after every pause."""

    _kept: Sample | None = None
    _at: datetime | None = None

    def get(self, at: datetime) -> Sample:
        """At most a minute old."""
        if self._kept is None or self._at is None or not self._at <= at < self._at + KEPT_FOR:
            self._kept, self._at = latest(at), at
        return self._kept

    def forget(self) -> None:
        self._kept = None


lately = Lately()  # of this process
