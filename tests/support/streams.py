"""Open streams, as browsers hold them: what the server says, event by event."""

import socket
import time
from types import TracebackType

from django.conf import settings
from django.test import Client

from tickets.models import Agent


def session_cookie(agent: Agent) -> str:
    """The cookie of somebody who signed in."""
    client = Client()
    client.force_login(agent)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Stream:
    """One connection to /events/; reads as a browser would, and nothing until it is asked to."""

    def __init__(self, port: int, cookie: str = "", *, query: str = "", method: str = "GET") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        request = f"{method} /events/{query} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"
        self._socket.sendall(request.encode())
        self._text = ""

    @property
    def status(self) -> int:
        self._read_until(lambda: "\r\n\r\n" in self._text)
        return int(self._text.split(" ")[1])

    def expect(self, event: str, *topics: str, within: float = 10) -> float:
        """Wait until the server has said this, and say when that was; what came before it is passed over."""
        said = f"event: {event}\ndata: {' '.join(topics)}"
        self._read_until(lambda: said in self._text, within=within, what=said)
        self._text = self._text.split(said, 1)[1]
        return time.monotonic()

    def says_nothing(self, seconds: float = 0.5) -> bool:
        """Whether no event comes for so long."""
        try:
            self._read_until(lambda: "event: " in self._text, within=seconds)
        except AssertionError:
            return True
        return False

    def expect_end(self, within: float = 10) -> None:
        """Wait until the server has ended the stream: its last chunk, or the connection."""
        self._read_until(lambda: "\r\n0\r\n\r\n" in self._text or self._text.endswith("<closed>"), within=within)

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read_until(self, holds, *, within: float = 10, what: str = "") -> None:
        deadline = time.monotonic() + within
        while not holds():
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                got = self._socket.recv(65_536)
            except TimeoutError:
                got = b""
                assert time.monotonic() < deadline, f"not within {within} seconds: {what}; last {self._text[-300:]!r}"
            except ConnectionResetError:
                got = b"<closed>"
            else:
                got = got or b"<closed>"
            self._text += got.decode()
            assert not got.endswith(b"<closed>") or holds(), f"closed before: {what}; last {self._text[-300:]!r}"
