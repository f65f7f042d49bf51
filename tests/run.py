"""Every test, in the rounds that suit them: `python -m tests.run [pytest's arguments]`.

Tests of the code come first; those that kill processes or drive a browser come afterwards, beside nothing heavier
than each other. What is marked `both_databases` runs once more on SQLite. One PostgreSQL serves all rounds.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.support import migrated, postgres

NOTHING_COLLECTED = 5
MOST_WORKERS = 4


@dataclass(frozen=True)
class Round:
    name: str
    marks: str
    sqlite: bool = False
    # Where the caller names no path: the files to collect, or what to leave out.
    chosen: list[str] = field(default_factory=list)


# What kills processes and what drives a browser lies in folders of its own, so that its rounds load nothing else.
WHOLE = ("tests/faults", "tests/journeys")


def _for_both_databases() -> tuple[list[str], list[str]]:
    """The files with tests for both, of code and of whole processes: collecting all files takes as long as these do."""
    found = [str(path) for path in sorted(Path("tests").rglob("test_*.py")) if "both_databases" in path.read_text()]
    return [path for path in found if not path.startswith(WHOLE)], [path for path in found if path.startswith(WHOLE)]


OF_CODE, OF_WHOLE = _for_both_databases()
ROUNDS = [
    Round("PostgreSQL", "not journey and not fault", chosen=[f"--ignore={folder}" for folder in WHOLE]),
    Round("SQLite", "both_databases and not journey and not fault", sqlite=True, chosen=OF_CODE),
    Round("whole processes, PostgreSQL", "fault or journey", chosen=list(WHOLE)),
    Round("whole processes, SQLite", "(fault or journey) and both_databases", sqlite=True, chosen=OF_WHOLE),
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
            report = Path(folder, f"{round_.name}.xml")
            code = _run(round_, report, arguments)
            if code == NOTHING_COLLECTED:
                continue
            tally.add(report)
            if code:
                failing.append(round_.name)
    return _close(tally, failing, time.monotonic() - started)


def _run(round_: Round, report: Path, arguments: list[str]) -> int:
    print(f"\n=== {round_.name} ===", flush=True)
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    spread = ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []
    chosen = [] if any(Path(argument.split("::")[0]).exists() for argument in arguments) else round_.chosen
    # On SQLite the copy of the template is what a worker finds and goes on with.
    options = ["-q", "-m", round_.marks, f"--junitxml={report}", *spread, *(["--reuse-db"] if round_.sqlite else [])]
    command = [sys.executable, "-m", "pytest", *options, *arguments, *chosen]
    env = {**os.environ, "BATON_TEST_DATABASE": "sqlite" if round_.sqlite else "postgresql"}
    # Each round and each process that a test starts would compile everything anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, env=env, check=False).returncode


def _close(tally: Tally, failing: list[str], seconds: float) -> int:
    if tally.passed + tally.failed + tally.skipped == 0:
        print("\nNo test was chosen.")
        return NOTHING_COLLECTED
    print(f"\nAll rounds took {seconds:.0f} s." + (f" Failing: {'; '.join(failing)}." if failing else ""))
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if failing or tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
