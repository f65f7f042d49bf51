"""What runs when Baton runs on one machine, and what keeps it together.

If one of the processes ends, all of them are started again: a portal without its watcher would look well and miss its
deadlines. What fails again and again is stopped instead, so that somebody notices.
"""

import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from honcho import process as honcho
from honcho.manager import Manager
from honcho.printer import Printer

from config.lifetimes import end_with_parent

GRACE_SECONDS = 3


@dataclass(frozen=True)
class Process:
    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    seconds_later: int = 0  # somebody waits for the first page, and nobody yet for the rest


def web(host: str, port: int) -> Process:
    """Pages, API and admin."""
    options = ["--host", host, "--port", str(port), "--timeout-graceful-shutdown", str(GRACE_SECONDS)]
    quiet = ["--log-level", "warning", "--no-access-log"]
    # What Django hands over bit by bit it gathers first when it serves by ASGI: attachments and exports, all small.
    env = {"PYTHONWARNINGS": "ignore:StreamingHttpResponse must consume synchronous iterators:Warning"}
    return Process("web", [sys.executable, "-m", "uvicorn", "config.asgi:application", *options, *quiet], env)


def background(*, with_broker: bool) -> list[Process]:
    """What watches deadlines and sends notices: Celery, or without a broker one plain loop."""
    if not with_broker:
        return [Process("watcher", [sys.executable, "manage.py", "enforce_deadlines"])]
    # Baton's tasks are JSON, so the danger that this warns of, root running somebody's pickle, is not there.
    as_root = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges:UserWarning"}
    return [
        Process("worker", [sys.executable, "manage.py", "worker"], as_root, seconds_later=2),
        Process("beat", [sys.executable, "manage.py", "beat"], seconds_later=3),
    ]


class Supervised(honcho.Process):
    """One process of the house, which ends with it even if the house itself is killed."""

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        end_with_parent(signal.SIGKILL)  # and deaf to anything less, as honcho has it
        self._child_ctor = partial(honcho.Popen, preexec_fn=end_with_parent)
        super().run(events, ignore_signals)


class House(Manager):
    """The processes of one installation, from start to stop."""

    def __init__(
        self,
        processes: list[Process],
        *,
        folder: Path,
        once_started: Callable[[], None],
        look_after: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(Printer(sys.stdout))
        self._process_ctor = Supervised
        self.asked_to_stop = False
        self.ended_first = ""
        self._once_started = once_started
        self._look_after = look_after
        for process in processes:
            command = f"sleep {process.seconds_later}; exec {shlex.join(process.command)}"
            env = {**os.environ, "PYTHONUNBUFFERED": "1", **process.env}
            self.add_process(process.name, command, env=env, cwd=str(folder))

    def _start(self) -> None:
        if hasattr(signal, "SIGHUP"):
            # The processes to come take this over: a closed terminal reaches them through us alone.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        super()._start()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._stop)
        # Only now: a process must not be forked while another thread runs.
        threading.Thread(target=self._once_started, daemon=True).start()

    def _stop(self, *_: object) -> None:
        self.asked_to_stop = True
        self.returncode = 0
        self.terminate()

    def _any_stopped(self) -> bool:
        """Asked about ten times a second while all is well: what stands beside the house is looked after then, too."""
        if not self._terminating:
            self._look_after()
        return bool(super()._any_stopped())

    def terminate(self) -> None:
        """Stop all of them; the first that stopped unasked is the reason."""
        stopped = (name for name, process in self._processes.items() if "returncode" in process)
        self.ended_first = self.ended_first or next(stopped, "")
        super().terminate()

    def _system_print(self, data: str) -> None:
        """Who was started and stopped is said by `up`, in words."""
