"""The PostgreSQL server that a test run uses: yours, or one that lives exactly as long as the run."""

import atexit
import os
import subprocess
import sys
from pathlib import Path


def url() -> str:
    """The address of the run's server; the first caller of the run starts it, the workers inherit the address."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres", "pgsql", "psql")):
        return given
    os.environ["DATABASE_URL"] = started()
    return os.environ["DATABASE_URL"]


def started() -> str:
    """Start a server; it stops when this process ends, in whatever way it ends."""
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("postgres_keeper.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert keeper.stdin
    assert keeper.stdout
    answer = keeper.stdout.readline().strip()
    if not answer.startswith("postgres://"):
        raise SystemExit(answer or "PostgreSQL for the tests could not be started.")
    atexit.register(_let_go, keeper)
    return answer


def _let_go(keeper: "subprocess.Popen[str]") -> None:
    assert keeper.stdin
    keeper.stdin.close()
    keeper.wait(timeout=30)
