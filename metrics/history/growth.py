"""What a line adds to a ticket that came in before: nothing, its latest part, or a contradiction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from metrics.history.directory import Directory
from metrics.history.fields import BadLine
from metrics.history.life import Life, Stretch, Told
from metrics.history.story import Said, Story
from tickets.models import Cause, Message, Ownership, Ticket


@dataclass(frozen=True)
class Known:
    """An imported ticket as it stands here; its ledger in order."""

    ticket: Ticket
    messages: Sequence[Message]
    ledger: Sequence[Ownership]
    has_survey: bool
    has_handoff: bool

    @property
    def imported_messages(self) -> dict[str, Message]:
        return {message.external_id: message for message in self.messages if message.source == self.ticket.source}

    @property
    def imported_ledger(self) -> list[Ownership]:
        return [row for row in self.ledger if row.cause == Cause.IMPORTED]


@dataclass(frozen=True)
class Growth:
    messages: tuple[Said, ...]
    stretches: tuple[Stretch, ...]
    last_ended_at: datetime | None  # when the stretch that was open ended
    status: bool
    survey: bool

    @property
    def moves_ticket(self) -> bool:
        return bool(self.messages or self.stretches or self.last_ended_at or self.status)

    @property
    def is_nothing(self) -> bool:
        return not (self.moves_ticket or self.survey)


def growth(told: Told, known: Known, directory: Directory) -> Growth:
    """What this line has that is not here yet.

    A line may only have grown at its end. Raises BadLine where it contradicts what came in before, and where it has
    grown but the ticket has since been worked on here.
    """
    story, life = told.story, told.life
    messages = _new_messages(story, known)
    _check_ledger(life, known, directory)
    before = known.imported_ledger
    last = life.stretches[len(before) - 1]
    worked_on = _is_worked_on(life, known)
    found = Growth(
        messages=messages,
        stretches=tuple(life.stretches[len(before) :]),
        last_ended_at=last.ended_at if last.ended_at != before[-1].ended_at else None,
        status=not worked_on and life.status != known.ticket.status,
        survey=story.survey is not None and not known.has_survey,
    )
    if worked_on and found.moves_ticket:
        raise BadLine(
            f"{known.ticket.number} has been worked on here since it was imported; what this line adds was left out."
        )
    return found


def _new_messages(story: Story, known: Known) -> tuple[Said, ...]:
    here = known.imported_messages
    told = {message.id: message for message in story.messages}
    if gone := sorted(set(here) - set(told)):
        raise BadLine(f"The line lacks message {gone[0]!r}, which was imported before.")
    for message in here.values():
        now = told[message.external_id]
        if (message.body, message.posted_at) != (now.body, now.posted_at):
            raise BadLine(f"Message {now.id!r} differs from what was imported before.")
    return tuple(message for message in story.messages if message.id not in here)


def _check_ledger(life: Life, known: Known, directory: Directory) -> None:
    before = known.imported_ledger
    if len(before) > len(life.stretches):
        raise BadLine("The line lacks changes of holder that were imported before.")
    for number, (row, stretch) in enumerate(zip(before, life.stretches, strict=False), start=1):
        goes_on_here = len(before) < len(known.ledger) or None in (row.ended_at, stretch.ended_at)
        may_have_moved = number == len(before) and goes_on_here
        told = (directory.team(stretch.holding).pk, stretch.started_at, stretch.ended_at)
        if (row.team_id, row.started_at, stretch.ended_at if may_have_moved else row.ended_at) != told:
            raise BadLine(f"The line tells of other holders than were imported before, from stretch {number} on.")


def _is_worked_on(life: Life, known: Known) -> bool:
    """Whether anybody here has spoken, held, handed over or resolved it since."""
    before = known.imported_ledger
    ended_here = before[-1].ended_at is not None and life.stretches[len(before) - 1].ended_at is None
    return (
        known.has_handoff
        or ended_here
        or len(before) < len(known.ledger)
        or len(known.imported_messages) < len(known.messages)
    )
