"""How soon open pages hear of a change: from publishing it to the bytes at each browser's end of its stream.

A real stream process, a real Redis, and as many connections as `SIZE` says, each looked up by its session.
"""

import asyncio
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from tests.bench.figures import percentile, say
from tests.bench.serving import resident_mb
from tests.factories import AgentFactory
from tests.support.processes import Processes, Running, environment, free_port, wait_until
from tests.support.redis_server import RedisServer
from tests.support.streams import Stream, session_cookie
from tickets import changes
from tickets.models import Role

SIGNALS = 60
PAUSE = 0.25  # seconds between two signals
OPENED_AT_ONCE = 50


def main() -> None:
    most = int(os.environ.get("SIZE") or 2_000)
    measure("streams", {"stream": 500, f"stream_{most}": most})


def measure(bench: str, open_at_once: dict[str, int]) -> None:
    """Say how soon each of so many streams hears, by the name of the figure."""
    with ExitStack() as exits:
        folder = Path(settings.VAR_DIR)
        redis = RedisServer(folder)
        redis.start()
        exits.callback(redis.stop)
        processes = Processes(environment(redis.url, folder))
        exits.callback(processes.stop)
        settings.REDIS_URL = redis.url
        port = free_port()
        options = ["--port", str(port), "--log-level", "warning", "--backlog", "4096"]
        served = processes.start(sys.executable, "-m", "uvicorn", "config.stream:application", *options)
        wait_until(lambda: _answers(port), within=30, what="it answers")
        cookie = session_cookie(AgentFactory(role=Role.MANAGER))
        for name, count in open_at_once.items():
            asyncio.run(_measure(bench, port, cookie, count, name, served))


async def _measure(bench: str, port: int, cookie: str, count: int, name: str, served: Running) -> None:
    started = time.monotonic()
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    streams = await asyncio.gather(*(_open(port, cookie, gate) for _ in range(count)))
    say(bench, f"{name}_open_s", time.monotonic() - started, "s")
    published: dict[int, float] = {}
    readers = [asyncio.create_task(_hear(reader, published)) for reader, _ in streams]
    for number in range(SIGNALS):
        await asyncio.sleep(PAUSE)
        published[number] = time.monotonic()
        await asyncio.to_thread(changes.announce, f"team:{number}")
    lags = [lag for lags in await asyncio.gather(*readers) for lag in lags]
    assert len(lags) == count * SIGNALS
    say(bench, f"{name}_p50_ms", 1000 * percentile(lags, 0.5), "ms")
    say(bench, f"{name}_p99_ms", 1000 * percentile(lags, 0.99), "ms")
    say(bench, f"{name}_mb", resident_mb(served.pid), "MB")
    for _, writer in streams:
        writer.close()


async def _open(port: int, cookie: str, gate: asyncio.Semaphore) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream that has said that signals come."""
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /events/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        while not (await reader.readline()).startswith(b"event: resync"):
            assert not reader.at_eof()
    return reader, writer


async def _hear(reader: asyncio.StreamReader, published: dict[int, float]) -> list[float]:
    """Seconds from publishing each signal to hearing it here."""
    lags: list[float] = []
    while len(lags) < SIGNALS:
        line = await reader.readline()
        if line.startswith(b"data: team:") and b"*" not in line:
            now = time.monotonic()
            lags += [now - published[int(topic.removeprefix(b"team:"))] for topic in line.split()[1:]]
    return lags


def _answers(port: int) -> bool:
    try:
        with Stream(port) as stream:
            return stream.status == 401
    except OSError:
        return False
