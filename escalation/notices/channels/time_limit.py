"""A hard end for what is said to others: looking up their name, connecting and talking together take so long at most.

A limit for each step is none for the whole: a server that sends a byte a second is in time for ever, and the lookup of
a name has no limit of its own.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Any

MOST_LOOKUPS = 16  # at a time; one that hangs ends when the system's resolver has given up

Found = list[tuple[Any, ...]]
_lookups = threading.BoundedSemaphore(MOST_LOOKUPS)
_open: ContextVar["TimeLimit | None"] = ContextVar("the limit of this block", default=None)


class TimeLimit:
    """The connections of one block, and the instant at which all of it must be over."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_over = False

    def left(self) -> float:
        """How many seconds are left. Raises TimeoutError where none are."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("It took too long to find and reach the address.")
        return left

    def add(self, opened: socket.socket) -> None:
        """Take in a connection; one that comes too late is cut at once."""
        # A handle of its own: what speaks TLS takes the socket over.
        own = socket.socket(fileno=os.dup(opened.fileno()))
        with self._lock:
            self._sockets.append(own)
            if self._is_over:
                _shut(own)

    def cut(self) -> None:
        """End the connections, whatever they wait for."""
        with self._lock:
            self._is_over = True
            for own in self._sockets:
                _shut(own)

    def close(self) -> None:
        with self._lock:
            for own in self._sockets:
                own.close()
            self._sockets.clear()


def _shut(own: socket.socket) -> None:
    with contextlib.suppress(OSError):
        own.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[TimeLimit]:
    """Within it, the connections that are added to the limit are cut after so many seconds."""
    limit = TimeLimit(seconds)
    token = _open.set(limit)
    alarm = threading.Timer(seconds, limit.cut)
    alarm.daemon = True
    alarm.start()
    try:
        yield limit
    finally:
        alarm.cancel()
        _open.reset(token)
        limit.close()


def current() -> TimeLimit | None:
    """The limit of the block that this thread is in."""
    return _open.get()


def look_up(host: str, port: int, limit: TimeLimit) -> Found:
    """The addresses of a name, as `socket.getaddrinfo` says them. Raises TimeoutError, OSError."""
    room = _lookups
    if not room.acquire(timeout=limit.left()):
        raise TimeoutError("Too many names are being looked up.")
    answer: Future[Found] = Future()
    # Nothing ends a lookup from outside: it is left behind, and keeps neither its caller nor the process.
    threading.Thread(target=_answer, args=(answer, host, port, room), name="lookup", daemon=True).start()
    return answer.result(timeout=limit.left())


def _answer(answer: "Future[Found]", host: str, port: int, room: threading.BoundedSemaphore) -> None:
    try:
        answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except Exception as error:
        answer.set_exception(error)
    finally:
        room.release()
