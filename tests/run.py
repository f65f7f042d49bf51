"""Every test, in rounds that suit them: `python -m tests.run [pytest's arguments]`.

Tests that drive a browser and tests that kill processes wait most of the time; those of the code never do. All begin at
once, and the code takes what the others leave of the machine. What is marked `both_databases` runs once more on SQLite.
One PostgreSQL serves all rounds.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from tests.support import migrated, postgres

NOTHING_COLLECTED = 5
MOST_WORKERS = 4
LEAST_URGENT = 19  # as `nice` counts
AMONG_SESSIONS = Path("/proc/self/autogroup")


@dataclass(frozen=True)
class Round:
    name: str
    marks: str
    # Where the caller names no path: the files to collect, or what to leave out.
    chosen: list[str]
    workers: int = 1
    sqlite: bool = False
    gives_way: bool = False
    plugins: tuple[str, ...] = ()


# What kills processes and what drives a browser lies in folders of its own, so that its rounds load nothing else.
FAULTS, JOURNEYS = "tests/faults", "tests/journeys"


def _for_both_databases() -> tuple[list[str], list[str]]:
    """The files with tests for both, of code and of whole processes: collecting all files takes as long as these do."""
    found = [str(path) for path in sorted(Path("tests").rglob("test_*.py")) if "both_databases" in path.read_text()]
    whole = (FAULTS, JOURNEYS)
    return [path for path in found if not path.startswith(whole)], [path for path in found if path.startswith(whole)]


OF_CODE, OF_WHOLE = _for_both_databases()
CODE = "not journey and not fault"
CORES = min(os.cpu_count() or 1, MOST_WORKERS)
# Those of a lane follow each other; the lanes run side by side. One browser serves all journeys: each takes a second of
# a core to start, and one process of the suite keeps it busy.
LANES = [
    [Round("browsers, PostgreSQL", "journey", [JOURNEYS])],
    [
        Round("processes, PostgreSQL", "fault", [FAULTS], workers=2),
        Round("browsers and processes, SQLite", "(fault or journey) and both_databases", OF_WHOLE, sqlite=True),
    ],
    [
        Round(
            "code, PostgreSQL",
            CODE,
            [f"--ignore={FAULTS}", f"--ignore={JOURNEYS}"],
            workers=CORES,
            gives_way=True,
            plugins=("tests.support.one_core",),
        ),
        Round("code, SQLite", f"{CODE} and both_databases", OF_CODE, workers=CORES, sqlite=True, gives_way=True),
    ],
]


@dataclass
class Running:
    """A round that has begun."""

    round: Round
    report: Path
    said: IO[str]
    process: "subprocess.Popen[bytes]"

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def pass_on(self) -> None:
        """Print what it has said since."""
        print(self.said.read(), end="", flush=True)


@dataclass
class Lane:
    rounds: list[Round]
    begun: list[Running] = field(default_factory=list)

    def go_on(self, begin: Callable[[Round], Running]) -> None:
        """Begin the next round where none runs."""
        if len(self.begun) < len(self.rounds) and all(running.has_ended for running in self.begun):
            self.begun.append(begin(self.rounds[len(self.begun)]))


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
        for ended in _run([Lane(rounds) for rounds in LANES], lambda one: _begin(one, Path(folder), arguments)):
            if ended.process.returncode == NOTHING_COLLECTED:
                continue
            tally.add(ended.report)
            if ended.process.returncode:
                failing.append(ended.round.name)
    return _close(tally, failing, time.monotonic() - started)


def _run(lanes: list[Lane], begin: Callable[[Round], Running]) -> Iterator[Running]:
    """Each round once it has ended and what it says is printed; one after the other, while all lanes go on."""
    try:
        for lane in lanes:
            for number, round_ in enumerate(lane.rounds):
                print(f"\n=== {round_.name} ===", flush=True)
                while len(lane.begun) <= number or not lane.begun[number].has_ended:
                    for each in lanes:
                        each.go_on(begin)
                    lane.begun[number].pass_on()
                    time.sleep(0.2)
                lane.begun[number].pass_on()
                yield lane.begun[number]
    finally:
        _end([running for lane in lanes for running in lane.begun])


def _end(begun: list[Running]) -> None:
    """Where some still run, as after Ctrl-C, they end as by Ctrl-C: those of another session have not heard of it."""
    for running in begun:
        if not running.has_ended:
            running.process.send_signal(signal.SIGINT)
        running.process.wait()
        running.said.close()


def _begin(round_: Round, folder: Path, arguments: list[str]) -> Running:
    spread = ["-n", str(round_.workers), "--dist", "worksteal"] if round_.workers > 1 else []
    chosen = [] if any(Path(argument.split("::")[0]).exists() for argument in arguments) else round_.chosen
    # On SQLite the copy of the template is what a worker finds and goes on with.
    report, said = folder / f"{round_.name}.xml", folder / f"{round_.name}.txt"
    options = ["-q", "-m", round_.marks, f"--junitxml={report}", *spread, *(["--reuse-db"] if round_.sqlite else [])]
    options += [option for plugin in round_.plugins for option in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", *options, *arguments, *chosen]
    env = {
        **os.environ,
        "BATON_TEST_DATABASE": "sqlite" if round_.sqlite else "postgresql",
        "BATON_TEST_ROUND": re.sub(r"\W+", "_", round_.name).lower(),
    }
    # Each round and each process that a test starts would compile everything anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    give_way = _give_way if round_.gives_way else None
    with said.open("w") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output, preexec_fn=give_way)  # noqa: PLW1509
    return Running(round_, report, said.open(), process)


def _give_way() -> None:
    """Take what nobody else wants of the machine."""
    os.setsid()
    os.nice(LEAST_URGENT)
    # A Linux that shares the machine among sessions looks at niceness within each of them only; and browsers and the
    # processes under test have sessions of their own. It takes such orders ten times a second.
    with contextlib.suppress(OSError):
        AMONG_SESSIONS.write_text(str(LEAST_URGENT))


def _close(tally: Tally, failing: list[str], seconds: float) -> int:
    if tally.passed + tally.failed + tally.skipped == 0:
        print("\nNo test was chosen.")
        return NOTHING_COLLECTED
    print(f"\nAll rounds took {seconds:.0f} s." + (f" Failing: {'; '.join(failing)}." if failing else ""))
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if failing or tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
