"""Baton as production runs it, for as long as a bench lasts: PostgreSQL, Redis, gunicorn, a worker and beat."""

import http.client
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.support.processes import Processes, Running, children_of, environment, free_port, wait_until
from tests.support.redis_server import RedisServer

KEPT = 75  # seconds for which the server keeps a connection that rests


@dataclass(frozen=True)
class Served:
    port: int
    web: Running
    worker: Running


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the database of this process with the settings and the server of production."""
    with ExitStack() as exits:
        redis = RedisServer(folder)
        redis.start()
        exits.callback(redis.stop)
        processes = Processes(environment(redis.url, folder))
        exits.callback(processes.stop)
        port = free_port()
        gunicorn = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
        web = processes.start(sys.executable, *gunicorn, "--worker-class", "gthread", "--keep-alive", str(KEPT))
        worker = processes.worker()
        processes.beat()
        wait_until(lambda: _answers(port), within=30, what="the portal answers")
        yield Served(port, web, worker)


def _answers(port: int) -> bool:
    try:
        Client(port).get("/")
    except OSError:
        return False
    return True


class Client:
    """One signed-in browser, as far as a server can tell: a kept connection, a session and its CSRF token."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._asked_at = 0.0
        self._cookies: dict[str, str] = {}

    def sign_in(self, path: str, username: str, password: str) -> None:
        self.get(path)
        status, _ = self.post(path, {"username": username, "password": password})
        assert status == 302, f"signing in answered {status}"

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        return self._send("POST", path, urlencode(fields))

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self._cookies.get("csrftoken", ""),
            }
        if time.monotonic() - self._asked_at > KEPT - 15:
            self._connection.close()  # before the server does; the next request opens another
        self._asked_at = time.monotonic()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        for name, value in response.headers.items():
            if name.lower() == "set-cookie" and (cookie := re.match(r"([^=]+)=([^;]*)", value)):
                self._cookies[cookie[1]] = cookie[2]
        return response.status, content


def timed(call) -> float:
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def resident_mb(root: int) -> float:
    """Memory of a process and all below it, counting what they share once for each that shares it (MiB)."""
    total = 0
    for pid in [root, *children_of(root)]:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total / 1024
