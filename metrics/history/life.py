"""What a story amounts to: who held the ticket from when to when, and how it stands in the end. No database."""

from dataclasses import dataclass
from datetime import datetime

from metrics.history.fields import BadLine
from metrics.history.story import Change, Holding, Person, Said, Story
from tickets.models import AuthorKind, Status, Visibility


@dataclass
class Stretch:
    """A row of the ledger to be."""

    holding: Holding
    started_at: datetime
    ended_at: datetime | None
    by: Person | None


@dataclass
class Life:
    """How a ticket stands after all that was told of it."""

    stretches: list[Stretch]
    last_activity_at: datetime
    status: Status = Status.OPEN
    waiting_since: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: Person | None = None

    @property
    def holding(self) -> Holding:
        return self.stretches[-1].holding


@dataclass(frozen=True)
class Told:
    """A story, and what it amounts to."""

    story: Story
    life: Life


def live(story: Story) -> Life:
    """Walk through a story in order of time, by the rules that tickets live by here. Raises BadLine.

    A customer's message makes it our turn and a public answer hers, unless a change of status says otherwise later.
    """
    _check_times(story)
    first = Stretch(story.holding, started_at=story.opened_at, ended_at=None, by=None)
    life = Life(stretches=[first], last_activity_at=story.opened_at)
    for at, event in _in_order(story):
        life.last_activity_at = at
        if isinstance(event, Said):
            _say(life, event)
        else:
            _change(life, event)
    if life.status != Status.OPEN:
        life.waiting_since = None
    return life


def _in_order(story: Story) -> list[tuple[datetime, Said | Change]]:
    """Everything that happened; at the same instant, what was said before what changed."""
    events: list[tuple[datetime, Said | Change]] = [(message.posted_at, message) for message in story.messages]
    events += [(change.at, change) for change in story.changes]
    return sorted(events, key=lambda event: event[0])


def _say(life: Life, message: Said) -> None:
    if message.visibility == Visibility.INTERNAL or life.status == Status.RESOLVED:
        return
    if message.kind == AuthorKind.CUSTOMER:
        life.status = Status.OPEN
        life.waiting_since = life.waiting_since or message.posted_at
    else:
        life.status = Status.PENDING
        life.waiting_since = None


def _change(life: Life, change: Change) -> None:
    if change.holding or (life.status == Status.RESOLVED and change.status not in (None, Status.RESOLVED)):
        _place(life, change)
    if change.status == Status.RESOLVED and life.status != Status.RESOLVED:
        life.stretches[-1].ended_at = change.at
        life.resolved_at, life.resolved_by = change.at, change.by
    elif change.status and change.status != Status.RESOLVED:
        life.resolved_at = life.resolved_by = None
    life.status = change.status or life.status


def _place(life: Life, change: Change) -> None:
    """Begin a stretch, unless the same holder simply goes on.

    On a resolved ticket, a new holder held it for no time: a stretch that ends as it begins, and says who it was.
    """
    holding = change.holding or life.holding
    reopens = life.status == Status.RESOLVED and change.status not in (None, Status.RESOLVED)
    if holding == life.holding and not reopens:
        return
    stays_resolved = life.status == Status.RESOLVED and not reopens
    if life.stretches[-1].ended_at is None:
        life.stretches[-1].ended_at = change.at
    life.stretches.append(Stretch(holding, change.at, change.at if stays_resolved else None, change.by))


def _check_times(story: Story) -> None:
    """Everything happens between the ticket's opening and its end."""
    for number, change in enumerate(story.changes):
        if change.at < story.opened_at:
            raise BadLine(f"Change {number + 1} (in order of time) is before the ticket was opened.")
    if story.survey and story.survey.answered_at < story.opened_at:
        raise BadLine("survey.answered_at is before the ticket was opened.")
    spells = _resolved_spells(story)
    for message in story.messages:
        if message.posted_at < story.opened_at:
            raise BadLine(f"Message {message.id!r} is before the ticket was opened.")
        if message.visibility == Visibility.PUBLIC and any(
            begin < message.posted_at and (end is None or message.posted_at < end) for begin, end in spells
        ):
            raise BadLine(f"Message {message.id!r} was posted while the ticket was resolved: a change must reopen it.")


def _resolved_spells(story: Story) -> list[tuple[datetime, datetime | None]]:
    """From when to when the ticket was resolved."""
    spells: list[tuple[datetime, datetime | None]] = []
    for change in story.changes:
        is_resolved = bool(spells) and spells[-1][1] is None
        if change.status == Status.RESOLVED and not is_resolved:
            spells.append((change.at, None))
        elif change.status and change.status != Status.RESOLVED and is_resolved:
            spells[-1] = (spells[-1][0], change.at)
    return spells
