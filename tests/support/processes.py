"""Real processes for tests: started on the test's own database, killed at will, gone when the test is."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from config.lifetimes import end_with_parent
from tests.support.loaded import Loaded, suits

ROOT = Path(settings.BASE_DIR)


class Running:
    """One process and what it printed."""

    def __init__(self, command: list[str], env: Mapping[str, str] | None = None, *, loaded: bool = False) -> None:
        """`loaded` begins a command of Baton's with its libraries loaded: see tests/support/loaded.py."""
        self._log = tempfile.NamedTemporaryFile()  # noqa: SIM115
        self._said = ""
        env = {**os.environ, **(env or {})}
        self._process: Loaded | subprocess.Popen[bytes]
        if loaded and suits(command, env):
            self._process = Loaded(command, env, folder=str(ROOT), log=self._log.name)
        else:
            self._process = _anew(command, env, self._log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def output(self) -> str:
        if self._log.closed:
            return self._said
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, seconds: float = 20) -> int:
        """The exit code, or TimeoutExpired."""
        return self._process.wait(timeout=seconds)

    def kill(self) -> None:
        """End it as a crash would, at once: SIGKILL to the process and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()
        self._said = self.output
        self._log.close()

    def stop(self) -> None:
        """Ask it to end; what does not hear is killed."""
        if self.is_alive:
            self.send(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.wait(5)
        self.kill()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def _anew(command: list[str], env: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=partial(end_with_parent, signal.SIGKILL),  # noqa: PLW1509
    )


class Processes:
    """Starts Baton's processes on the database that the test uses, and stops those that are left at its end."""

    def __init__(self, env: Mapping[str, str], *, loaded: bool = False) -> None:
        self.env = dict(env)
        self._loaded = loaded
        self._exits = contextlib.ExitStack()
        self._started: list[tuple[str, Running]] = []

    def worker(self, *options: str) -> Running:
        """A worker as `manage.py up` starts it, once it takes tasks."""
        worker = self.start_worker(*options)
        wait_until(lambda: " ready." in worker.output, within=60, what="the worker is ready")
        return worker

    def start_worker(self, *options: str) -> Running:
        """The same, while it still starts."""
        return self.manage("worker", "--loglevel=INFO", *options)

    def beat(self, *options: str) -> Running:
        """Beat, with a schedule file of its own."""
        folder = self._exits.enter_context(tempfile.TemporaryDirectory())
        return self.manage("beat", f"--schedule={Path(folder, 'schedule')}", *options)

    def manage(self, *command: str) -> Running:
        return self.python("manage.py", *command)

    def python(self, *arguments: str) -> Running:
        return self.start(sys.executable, *arguments)

    def start(self, *command: str, **env: str) -> Running:
        started = Running(list(command), {**self.env, **env}, loaded=self._loaded)
        running = self._exits.enter_context(started)
        self._started.append((" ".join(command), running))
        return running

    def kill_all(self) -> None:
        """End them all at once, as a power cut would."""
        for _, running in self._started:
            if running.is_alive:
                running.kill()

    def stop(self) -> None:
        """End them all; what they said last is shown where the test has failed."""
        self.end()
        for command, running in self._started:
            sys.stdout.write(f"--- {command}\n{running.output[-3000:]}\n")

    def end(self) -> None:
        """End them all, and say nothing."""
        self._exits.close()


def environment(redis_url: str, var: Path) -> dict[str, str]:
    """What a process needs to find this test's database, broker and folder."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "SECRET_KEY": settings.SECRET_KEY,
        "BATON_VAR": str(var),
        "PYTHONUNBUFFERED": "1",
    }


def database_url() -> str:
    """The address of the database that the tests of this process use."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, within: float = 15, what: str = "") -> None:
    """Wait until something holds, or fail saying what did not.

    What takes long is looked at less often: looking takes time from those who are waited for.
    """
    began = time.monotonic()
    while not holds():
        waited = time.monotonic() - began
        assert waited < within, f"not within {within} seconds: {what or holds}"
        time.sleep(min(max(0.05, waited / 10), 0.15))


def children_of(pid: int) -> Iterator[int]:
    """Every process below this one."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listing.splitlines())}
    for child, parent in parents.items():
        if parent == pid:
            yield child
            yield from children_of(child)
