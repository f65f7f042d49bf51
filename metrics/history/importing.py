"""Bringing in a file of old conversations: chunk by chunk, each good line, whatever its neighbors are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from metrics.history.fields import BadLine
from metrics.history.life import Told, live
from metrics.history.lines import LINE_LIMIT, Line, lines_of
from metrics.history.reading import read_line
from metrics.history.writing import Written, write
from tickets import table_sizes

CHUNK_LINES = 500
CHUNK_EVENTS = 5_000
CHUNK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Reject:
    """A line that did not come in, and why."""

    line: int
    reason: str
    begins: str

    def as_json(self) -> dict[str, int | str]:
        return {"line": self.line, "reason": self.reason, "begins": self.begins}


@dataclass
class Summary:
    lines: int = 0
    new: int = 0
    grown: int = 0
    unchanged: int = 0
    rejected: int = 0
    events: int = 0


@dataclass
class _Batch:
    """Good lines that wait to be written together."""

    lines: list[Line] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    events: int = 0
    size: int = 0

    def add(self, line: Line, told: Told) -> None:
        self.lines.append(line)
        self.told.append(told)
        self.events += told.story.events
        self.size += line.size

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= CHUNK_LINES or self.events >= CHUNK_EVENTS or self.size >= CHUNK_BYTES


def import_history(
    file: BinaryIO,
    *,
    source: str,
    now: datetime,
    create_teams: bool = False,
    on_reject: Callable[[Reject], object],
    on_progress: Callable[[int], object] = lambda size: None,
) -> Summary:
    """Import every good line, and say what became of all of them.

    `on_progress` is told the bytes that have been dealt with, after the transaction that dealt with them: what is
    done stays done if the next chunk never comes.
    """
    return _Import(source, now, create_teams, on_reject, on_progress).run(file)


class _Import:
    def __init__(
        self,
        source: str,
        now: datetime,
        create_teams: bool,
        on_reject: Callable[[Reject], object],
        on_progress: Callable[[int], object],
    ) -> None:
        self._source, self._now, self._create_teams = source, now, create_teams
        self._on_reject, self._on_progress = on_reject, on_progress
        self._summary = Summary()
        self._line_of: dict[str, int] = {}

    def run(self, file: BinaryIO) -> Summary:
        for batch in self._batches(file):
            self._write(batch)
        table_sizes.measure()
        return self._summary

    def _batches(self, file: BinaryIO) -> Iterator[_Batch]:
        batch = _Batch()
        for line in lines_of(file):
            if line.is_blank and not line.is_too_long:
                self._on_progress(line.size)
                continue
            self._summary.lines += 1
            try:
                batch.add(line, self._read(line))
            except BadLine as bad:
                self._reject(line, str(bad))
                self._on_progress(line.size)
            if batch.is_full:
                yield batch
                batch = _Batch()
        if batch.lines:
            yield batch

    def _read(self, line: Line) -> Told:
        if line.is_too_long:
            raise BadLine(f"The line has {line.size:,} bytes, of {LINE_LIMIT:,} at most.")
        story = read_line(line.text, now=self._now)
        told = Told(story, live(story))
        first = self._line_of.setdefault(story.id, line.number)
        if first != line.number:
            raise BadLine(f"Line {first} has the same ticket id, {story.id!r}.")
        return told

    def _write(self, batch: _Batch) -> None:
        written: Written = write(batch.told, source=self._source, create_teams=self._create_teams)
        for place, reason in sorted(written.refused.items()):
            self._reject(batch.lines[place], reason)
        self._summary.new += written.new
        self._summary.grown += written.grown
        self._summary.unchanged += written.unchanged
        self._summary.events += batch.events
        self._on_progress(batch.size)

    def _reject(self, line: Line, reason: str) -> None:
        self._summary.rejected += 1
        self._on_reject(Reject(line.number, reason, line.text[:200].decode(errors="replace").strip()))
