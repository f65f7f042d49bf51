"""`manage.py import_history FILE`: bring in old conversations. The format is described in docs/import.md."""

import json
import os
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from metrics.history import Reject, Summary, import_history

SOME_REJECTED = 3  # exit code; 1 means that nothing could be done, 2 that the command was called wrongly
STOPPED = 130
SHOWN = 10  # rejects on the screen; the file has all of them


class Command(BaseCommand):
    help = (
        "Import old conversations from JSON Lines (docs/import.md). It may be run again: what is here stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON Lines: one ticket with its conversation a line.")
        parser.add_argument("--source", default="import", help="The system that the ids are of (default: import).")
        parser.add_argument("--create-teams", action="store_true", help="Make teams that are not here yet.")
        parser.add_argument("--rejects", type=Path, help="Where refused lines go (default: FILE.rejects.jsonl).")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        rejects: Path = options["rejects"] or path.with_name(f"{path.name}.rejects.jsonl")
        _check(path, rejects, options["source"])
        with _Rejects(rejects, self.stderr.write) as rejected, ExitStack() as exits:
            bar = exits.enter_context(
                tqdm(
                    total=path.stat().st_size,
                    unit="B",
                    unit_scale=True,
                    desc=path.name,
                    disable=self._is_quiet(options),
                )
            )
            file = exits.enter_context(path.open("rb"))
            try:
                summary = import_history(
                    file,
                    source=options["source"],
                    now=timezone.now(),
                    create_teams=options["create_teams"],
                    on_reject=rejected.add,
                    on_progress=bar.update,
                )
            except KeyboardInterrupt:
                raise CommandError(
                    "Stopped. What was done stays; run the same command again and it goes on from there.",
                    returncode=STOPPED,
                ) from None
        self.stdout.write(_sentence(summary))
        if summary.rejected:
            raise CommandError(
                f"{summary.rejected:,} of {summary.lines:,} lines were refused; see {rejects}.",
                returncode=SOME_REJECTED,
            )

    def _is_quiet(self, options: dict[str, Any]) -> bool | None:
        """None lets tqdm decide: it draws on terminals only."""
        return True if options["verbosity"] == 0 else None


class _Rejects:
    """The file of refused lines: made at the first of them, and gone if there are none any more."""

    def __init__(self, path: Path, say: Callable[[str], object]) -> None:
        self._path, self._say = path, say
        self._file: TextIO | None = None
        self._count = 0

    def __enter__(self) -> "_Rejects":
        self._path.unlink(missing_ok=True)
        return self

    def __exit__(self, *error: object) -> None:
        if self._file:
            self._file.close()

    def add(self, reject: Reject) -> None:
        self._file = self._file or self._path.open("w", encoding="utf-8")
        self._file.write(json.dumps(reject.as_json(), ensure_ascii=False) + "\n")
        self._count += 1
        if self._count <= SHOWN:
            self._say(f"Line {reject.line}: {reject.reason}")
        elif self._count == SHOWN + 1:
            self._say("More lines are refused; the rejects file has all of them.")


def _check(path: Path, rejects: Path, source: str) -> None:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    if not os.access(path, os.R_OK):
        raise CommandError(f"{path} may not be read.")
    if rejects.resolve() == path.resolve():
        raise CommandError("--rejects names the file to import: choose another.")
    if (rejects.exists() and not rejects.is_file()) or not os.access(rejects.parent, os.W_OK):
        raise CommandError(f"{rejects} cannot be written.")
    if not 1 <= len(source) <= 40:
        raise CommandError("--source needs 1 to 40 characters.")


def _sentence(summary: Summary) -> str:
    return (
        f"{summary.lines:,} lines, {summary.events:,} events: {summary.new:,} new tickets, "
        f"{summary.grown:,} that have grown, {summary.unchanged:,} that were here already, "
        f"{summary.rejected:,} refused."
    )
