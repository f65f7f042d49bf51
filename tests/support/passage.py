"""A way to the test's database that can be frozen: who takes it finds the server as one is whose machine stands still.

The server itself goes on: others test with it.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import connection

from tests.support.processes import Running, database_url, wait_until

SOCKET = ".s.PGSQL.5432"  # what a client looks for in a folder


class Passage:
    """A process that hands everything on, in both directions, until it is stopped in its tracks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.open()

    def open(self) -> None:
        """Let those pass who come; once closed, again."""
        connection.ensure_connection()
        server = connection.connection.info
        arguments = [str(self._folder), server.host, str(server.port)]
        self._running = Running([sys.executable, "-m", "tests.support.passage", *arguments], loaded=True)
        wait_until(self._is_open, what="the passage is open")

    @property
    def url(self) -> str:
        """The database's address, by this way."""
        there = urlsplit(database_url())
        query = {**dict(parse_qsl(there.query)), "host": str(self._folder), "port": "5432"}
        user, at, _ = there.netloc.rpartition("@")
        return urlunsplit(there._replace(netloc=user + at, query=urlencode(query)))

    @contextmanager
    def taken(self, **options: object) -> Iterator[None]:
        """This process takes it too, with these options of a connection."""
        settings = connection.settings_dict
        before = dict(settings)
        connection.close()
        options = {**settings["OPTIONS"], "host": str(self._folder), "port": 5432, **options}
        settings.update(HOST="", PORT="", OPTIONS=options)
        try:
            yield
        finally:
            connection.close()
            settings.update(before)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Nothing passes until the block ends; who comes meanwhile is let in and told nothing."""
        self._running.send(signal.SIGSTOP)
        try:
            yield
        finally:
            self._running.send(signal.SIGCONT)

    def silence(self) -> None:
        """Whoever is on the way by now hears nothing any more; who comes from now on passes."""
        self._running.send(signal.SIGUSR1)

    def close(self) -> None:
        """Whoever is on the way is cut off, and nobody else is let in."""
        self._running.kill()
        (self._folder / SOCKET).unlink(missing_ok=True)

    def _is_open(self) -> bool:
        assert self._running.is_alive, self._running.output
        return (self._folder / SOCKET).exists()


async def _hand_on(folder: str, host: str, port: str) -> None:
    on_the_way: list[asyncio.StreamWriter] = []

    def silence() -> None:
        for writer in on_the_way:
            writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def pass_by(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if host.startswith("/"):
            there, to_there = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            there, to_there = await asyncio.open_connection(host, int(port))
        on_the_way.extend((writer, to_there))
        await asyncio.gather(_carry(reader, to_there), _carry(there, writer))

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, silence)
    server = await asyncio.start_unix_server(pass_by, f"{folder}/{SOCKET}")
    await server.serve_forever()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(_hand_on(*sys.argv[1:]))
