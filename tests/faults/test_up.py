"""`manage.py up` as a person meets it: started in a terminal, stopped with Ctrl-C, told no by the machine."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded_redis import EmbeddedRedis, answers
from tests.support.migrated import SQLITE
from tests.support.portal import collect_static_files
from tests.support.processes import ROOT, Running, children_of, free_port, wait_until

pytestmark = pytest.mark.fault


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the first start leaves it: the one that the whole run made, where there is one."""
    if made := os.environ.get(SQLITE):
        return Path(made)
    folder = tmp_path_factory.mktemp("migrated")
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment(folder)}, check=True)
    return folder / "baton.sqlite3"


@pytest.fixture
def var(migrated: Path) -> Iterator[Path]:
    """The folder of an installation that has been started before, and may be started again quickly."""
    with tempfile.TemporaryDirectory(prefix="baton-", dir="/tmp" if os.path.isdir("/tmp") else None) as path:
        collect_static_files(Path(path))
        shutil.copy(migrated, Path(path, "baton.sqlite3"))
        yield Path(path)


def environment(var: Path, **given: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BATON_VAR": str(var),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        **given,
    }


def up(port: int) -> list[str]:
    return [sys.executable, "manage.py", "up", "--port", str(port), "--no-demo"]


def refusal(var: Path, port: int, **given: str) -> subprocess.CompletedProcess[str]:
    """What `up` says when it cannot start."""
    env = {**os.environ, **environment(var, **given)}
    return subprocess.run(up(port), cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)


def wait_for_ready(running: Running, times: int = 1) -> None:
    """Wait until it has said so many times that Baton is ready; its output explains a failure."""
    try:
        wait_until(lambda: running.output.count("Baton is ready: http://127.0.0.1") >= times, within=60)
    except AssertionError:
        pytest.fail(running.output or "it said nothing")


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_new_installation_starts_whole_and_ctrl_c_leaves_nothing_behind(var: Path) -> None:
    (var / "baton.sqlite3").unlink()
    with Running(up(free_port()), environment(var)) as running:
        wait_for_ready(running)
        family = list(children_of(running.pid))

        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to `up` and all that share its group

        assert running.wait(15) == 0
        wait_until(lambda: not alive(family), within=5, what="every process has ended")
        assert len(family) >= 4, "the portal, the worker, beat and Redis"
        assert not answers(f"unix://{var / 'valkey.sock'}")
        assert "Traceback" not in running.output
    with sqlite3.connect(var / "baton.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0], "it knows its tables"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_not_even_a_kill_leaves_a_process_behind(var: Path) -> None:
    with Running(up(free_port()), environment(var)) as running:
        wait_for_ready(running)
        family = list(children_of(running.pid))

        os.kill(running.pid, signal.SIGKILL)

        wait_until(lambda: not alive(family), within=10, what="every process has ended")


def test_a_redis_that_dies_is_started_again_alone_and_a_worker_that_dies_with_all_others(var: Path) -> None:
    with Running(up(free_port()), environment(var)) as running:
        wait_for_ready(running)
        redis, web, worker = (one_of(running, named) for named in (b"valkey", b"uvicorn", b"worker"))

        os.kill(redis, signal.SIGKILL)

        wait_until(lambda: "Redis ended unexpectedly" in running.output, within=10, what="it is noticed")
        wait_until(lambda: answers(f"unix://{var / 'valkey.sock'}"), within=10, what="it answers again")
        assert {web, worker} <= set(children_of(running.pid))

        os.kill(worker, signal.SIGKILL)

        wait_for_ready(running, times=2)
        assert "worker ended unexpectedly" in running.output


def one_of(running: Running, named: bytes) -> int:
    return next(pid for pid in children_of(running.pid) if named in Path(f"/proc/{pid}/cmdline").read_bytes())


def test_what_fails_again_and_again_is_stopped_with_a_sentence(var: Path) -> None:
    (var / "uvicorn.py").write_text("raise SystemExit('the portal cannot start')")

    said = refusal(var, free_port(), PYTHONPATH=str(var))

    assert said.returncode == 1
    assert said.stdout.count("the portal cannot start") == 4
    assert said.stderr.splitlines()[-1] == ("Baton stopped: web ends again and again; the lines above say why.")


def test_a_closed_terminal_stops_baton_and_not_the_redis_that_was_there_before(var: Path) -> None:
    server = EmbeddedRedis(var / "valkey.sock", var / "valkey")
    server.start()
    try:
        with Running(up(free_port()), environment(var)) as running:
            wait_for_ready(running)
            family = list(children_of(running.pid))
            os.killpg(running.pid, signal.SIGHUP)
            assert running.wait(15) == 0
            wait_until(lambda: not alive(family), within=5, what="every process has ended")

        assert answers(f"unix://{var / 'valkey.sock'}")
    finally:
        server.stop()


def test_a_taken_port_is_one_sentence(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = refusal(var, port)

    assert said.returncode == 1
    assert said.stderr.splitlines() == [
        f"Port {port} is taken by another program; choose another one, such as: make run PORT={port + 1}"
    ]


def test_an_unreachable_database_is_one_sentence_without_its_password(var: Path) -> None:
    said = refusal(var, free_port(), DATABASE_URL="postgres://baton:hush@127.0.0.1:1/baton")

    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    assert said.stderr.startswith("The database baton at 127.0.0.1 cannot be reached")
    assert "hush" not in said.stderr


def test_an_unreachable_redis_is_one_sentence(var: Path) -> None:
    said = refusal(var, free_port(), REDIS_URL="redis://127.0.0.1:1/0")

    assert said.returncode == 1
    assert said.stderr.splitlines() == [
        "Redis does not answer at REDIS_URL; start it, or unset REDIS_URL to use Baton's own."
    ]


def test_an_address_of_another_machine_is_one_sentence(var: Path) -> None:
    env = {**os.environ, **environment(var)}
    command = [*up(free_port()), "--host", "192.0.2.1"]

    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)

    assert said.returncode == 1
    assert "192.0.2.1" in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_a_folder_that_may_not_be_written_is_one_sentence(var: Path) -> None:
    (var / "file").touch()

    said = refusal(var / "file" / "var", free_port())

    assert said.returncode == 1
    assert "correct BATON_VAR" in said.stderr
    assert "Traceback" not in said.stderr
