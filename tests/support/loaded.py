"""Processes of Baton that begin with their libraries loaded, as children of one that has done nothing else.

Loading them is two thirds of the work of a start, and the suite starts a hundred workers, watchers and portals. Each
runs its command from the first line on, with its own settings, in a session of its own, and dies as any process does.
`manage.py up`, and what a benchmark measures, starts as people start it.

This module is loaded in those processes before they know their settings: it takes nothing from Baton.
"""

import importlib
import io
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess

# What workers, watchers and portals import anyway, as far as it asks for no settings.
LIBRARIES = [
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.concurrency.thread",
    "django.contrib.admin",
    "django.contrib.postgres.search",
    "django.core.handlers.asgi",
    "django.db.backends.postgresql.base",
    "kombu.transport.redis",
    "redis.asyncio",
    "uvicorn.main",
    "uvicorn.protocols.http.httptools_impl",
]


class Loaded:
    """One process begun so; to be handled like a `subprocess.Popen`."""

    def __init__(self, command: list[str], env: Mapping[str, str], *, folder: str, log: str) -> None:
        self._command = command
        self._process: ForkServerProcess = _context().Process(
            target=_become, args=(command, dict(env), folder, log), daemon=True
        )
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid
        while not self._is_apart():
            time.sleep(0.001)

    def poll(self) -> int | None:
        """The exit code, below 0 for the signal that ended it, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """The exit code, or `subprocess.TimeoutExpired` after so many seconds."""
        self._process.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(self._command, timeout)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _is_apart(self) -> bool:
        """Whether a signal to its group reaches it, and nobody else, or there is no longer anybody to reach."""
        try:
            return os.getpgid(self.pid) == self.pid
        except ProcessLookupError:
            return True


def suits(command: list[str], env: Mapping[str, str]) -> bool:
    """Whether a command runs this Python, and does not ask it how it loads what it needs."""
    return command[0] == sys.executable and "PYTHONPROFILEIMPORTTIME" not in env


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    return context


def _become(command: list[str], env: dict[str, str], folder: str, log: str) -> None:
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    _speak_to(log)
    for entry in reversed(env.get("PYTHONWARNINGS", "").split(",")):
        if entry:
            action, message = entry.split(":")[:2]
            warnings.filterwarnings(action, message)  # type: ignore[arg-type]
    sys.path.insert(0, folder)
    # By name, since the package that it lies in looks for settings.
    importlib.import_module("config.lifetimes").end_with_parent(signal.SIGKILL)
    _run(*command[1:])


def _run(first: str, *others: str) -> None:
    """What Python does with these arguments."""
    if first == "-m":
        sys.argv = list(others)
        runpy.run_module(others[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv = ["-c", *others[1:]]
        exec(others[0], {"__name__": "__main__"})
    else:
        sys.argv = [first, *others]
        runpy.run_path(first, run_name="__main__")


def _speak_to(log: str) -> None:
    """Have nothing to read, and everything that is said in a file."""
    for opened, numbers in (
        (os.open(os.devnull, os.O_RDONLY), (0,)),
        (os.open(log, os.O_WRONLY | os.O_APPEND), (1, 2)),
    ):
        for number in numbers:
            os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.FileIO(0))
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(number, "wb"), write_through=True) for number in (1, 2))
