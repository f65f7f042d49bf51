"""`manage.py route FILE`: who handles each of some messages. The formats are described in docs/routing.md."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from escalation.criteria.definition import Criteria
from escalation.criteria.files import read_file
from escalation.criteria.reading import CriteriaError
from escalation.criteria.tree_problems import problems, unsound
from escalation.routing.lines import BadLine, read_line, write_line
from escalation.routing.router import Router
from escalation.routing.standing import NothingPublished, published_router
from escalation.routing.ways import best_way
from escalation.routing.word_vectors import word_vectors

SOME_REFUSED = 3  # exit code; 1 means that nothing could be done, 2 that the command was called wrongly


class Command(BaseCommand):
    help = "Say who handles each message of a file of JSON Lines (docs/routing.md). Changes nothing."
    requires_system_checks: list[str] = []  # with criteria of a file it works where there is no database, too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON Lines, one message a line; - reads standard input.")
        parser.add_argument("--criteria", type=Path, help="Criteria of a YAML file, instead of the published ones.")
        parser.add_argument("--words-only", action="store_true", help="Leave an installed encoder aside.")

    def handle(self, *args: Any, **options: Any) -> None:
        router = self._router(options["criteria"], words_only=options["words_only"])
        with _opened(options["file"]) as lines:
            read, refused = self._answer(lines, router)
        if refused:
            raise CommandError(f"{refused:,} of {read:,} lines were refused.", returncode=SOME_REFUSED)

    def _router(self, path: Path | None, *, words_only: bool) -> Router:
        encoder = word_vectors() if words_only else best_way()
        if path is not None:
            criteria = _read(path).switched_on()
            self._judge(path, criteria)
            return Router(criteria, encoder)
        try:
            return published_router(encoder)
        except NothingPublished as error:
            raise CommandError(f"{error}. Publish criteria, or name a file with --criteria.") from error
        except DatabaseError as error:
            raise CommandError(f"The published criteria cannot be read: {error}") from error

    def _judge(self, path: Path, criteria: Criteria) -> None:
        """Trees without an end are refused; what else is wrong with them is said, and stops nothing."""
        if faults := [f"Tree “{tree.name}”: {fault}" for tree in criteria.trees for fault in unsound(tree)]:
            raise CommandError(f"{path}: {' '.join(faults)}")
        for tree in criteria.trees:
            for problem in problems(tree):
                self.stderr.write(f"{path}: Tree “{tree.name}”: {problem}")

    def _answer(self, lines: Iterable[bytes], router: Router) -> tuple[int, int]:
        """Prints an answer for each line; returns how many there were, and how many were refused."""
        read = refused = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            read += 1
            try:
                asked = read_line(line)
            except BadLine as error:
                refused += 1
                self.stderr.write(f"Line {number}: {error}.".replace("..", "."))
            else:
                self.stdout.write(write_line(asked, router.route(asked.text, asked.facts)))
        return read, refused


def _read(path: Path) -> Criteria:
    try:
        return read_file(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    except CriteriaError as error:
        raise CommandError(f"{path}: {error}") from error


@contextmanager
def _opened(name: str) -> Iterator[Iterable[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:
            yield file
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
