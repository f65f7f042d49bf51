"""Every test, in the rounds that suit them: `python -m tests.run [pytest's arguments]`.

Tests of the code come first; those that kill processes or drive a browser come afterwards. What is marked
`both_databases` runs once more on SQLite, crosswise beside them: what waits for processes while the code is tested, and
the code while others wait for processes, as far as those leave it the machine. One PostgreSQL serves all rounds.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from tests.support import migrated, postgres

NOTHING_COLLECTED = 5
MOST_WORKERS = 4
LESS_URGENT = 5  # as `nice` counts


@dataclass(frozen=True)
class Round:
    name: str
    marks: str
    sqlite: bool = False
    # Where the caller names no path: the files to collect, or what to leave out.
    chosen: list[str] = field(default_factory=list)
    waits: bool = False  # for processes and pages: then a core has time for one worker more
    beside: "Round | None" = None  # runs meanwhile in one worker
    plugins: tuple[str, ...] = ()


# What kills processes and what drives a browser lies in folders of its own, so that its rounds load nothing else.
WHOLE = ("tests/faults", "tests/journeys")


def _for_both_databases() -> tuple[list[str], list[str]]:
    """The files with tests for both, of code and of whole processes: collecting all files takes as long as these do."""
    found = [str(path) for path in sorted(Path("tests").rglob("test_*.py")) if "both_databases" in path.read_text()]
    return [path for path in found if not path.startswith(WHOLE)], [path for path in found if path.startswith(WHOLE)]


OF_CODE, OF_WHOLE = _for_both_databases()
CODE, PROCESSES = "not journey and not fault", "(fault or journey)"
BOTH = "both_databases"
ROUNDS = [
    Round(
        "PostgreSQL",
        CODE,
        chosen=[f"--ignore={folder}" for folder in WHOLE],
        plugins=("tests.support.one_core",),
        beside=Round("whole processes, SQLite", f"{PROCESSES} and {BOTH}", sqlite=True, chosen=OF_WHOLE, waits=True),
    ),
    Round(
        "whole processes, PostgreSQL",
        PROCESSES,
        chosen=list(WHOLE),
        waits=True,
        beside=Round("SQLite", f"{CODE} and {BOTH}", sqlite=True, chosen=OF_CODE),
    ),
]


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path) -> None:
        """Count what a round's report lists; a round without one died before it could write it."""
        if not report.exists():
            self.failed += 1
            return
        for suite in ElementTree.parse(report).iter("testsuite"):
            total, bad, skipped = (
                int(suite.get("tests", 0)),
                int(suite.get("failures", 0)) + int(suite.get("errors", 0)),
                int(suite.get("skipped", 0)),
            )
            self.passed += total - bad - skipped
            self.failed += bad
            self.skipped += skipped


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    tally, failing = Tally(), []
    with tempfile.TemporaryDirectory() as folder, migrated.templates(Path(folder), postgres.url()) as databases:
        os.environ.update(databases)
        for round_ in ROUNDS:
            for name, report, code in _run(round_, Path(folder), arguments):
                if code == NOTHING_COLLECTED:
                    continue
                tally.add(report)
                if code:
                    failing.append(name)
    return _close(tally, failing, time.monotonic() - started)


def _run(round_: Round, folder: Path, arguments: list[str]) -> Iterator[tuple[str, Path, int]]:
    """The name, the report and the exit code of a round, and of what runs beside it, whose output is shown after it."""
    beside, said = round_.beside, folder / "beside.txt"
    with said.open("w+") as output:
        second = _start(beside, folder, arguments, output) if beside else None
        print(f"\n=== {round_.name} ===", flush=True)
        yield round_.name, folder / f"{round_.name}.xml", _start(round_, folder, arguments, None).wait()
        if beside and second:
            code = second.wait()
            print(f"\n=== {beside.name} (meanwhile) ===\n{said.read_text()}", flush=True)
            yield beside.name, folder / f"{beside.name}.xml", code


def _start(round_: Round, folder: Path, arguments: list[str], output: IO[str] | None) -> "subprocess.Popen[bytes]":
    """Begin a round; where its output is wanted, it is one of those that run beside another."""
    cores = os.cpu_count() or 1
    workers = 1 if output else min(cores + round_.waits, MOST_WORKERS)
    spread = ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []
    chosen = [] if any(Path(argument.split("::")[0]).exists() for argument in arguments) else round_.chosen
    # On SQLite the copy of the template is what a worker finds and goes on with.
    report = folder / f"{round_.name}.xml"
    options = ["-q", "-m", round_.marks, f"--junitxml={report}", *spread, *(["--reuse-db"] if round_.sqlite else [])]
    options += [option for plugin in round_.plugins for option in ("-p", plugin)]
    # Code can wait; what tests how processes wait for each other is held up enough as it is.
    urgency = ["nice", "-n", str(LESS_URGENT)] if output and not round_.waits else []
    command = [*urgency, sys.executable, "-m", "pytest", *options, *arguments, *chosen]
    env = {**os.environ, "BATON_TEST_DATABASE": "sqlite" if round_.sqlite else "postgresql"}
    # Each round and each process that a test starts would compile everything anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(command, env=env, stdout=output, stderr=output)


def _close(tally: Tally, failing: list[str], seconds: float) -> int:
    if tally.passed + tally.failed + tally.skipped == 0:
        print("\nNo test was chosen.")
        return NOTHING_COLLECTED
    print(f"\nAll rounds took {seconds:.0f} s." + (f" Failing: {'; '.join(failing)}." if failing else ""))
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if failing or tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
