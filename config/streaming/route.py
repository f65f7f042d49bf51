"""The address /events/: Server-Sent Events straight over ASGI.

A view of Django's would keep a thread and a database connection for as long as the page is open. This looks up once
who asks, and then holds nothing but a socket.
"""

import asyncio
import logging
import random
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import Error as DatabaseError

from config.scopes import Receive, Scope, Send
from config.streaming.hub import Hub
from config.streaming.listener import Listener
from config.streaming.readers import Reader, reader_of
from tickets import changes
from tickets.keys import key_of

logger = logging.getLogger(__name__)

PATH = "/events/"
BEAT_EVERY = 15.0  # seconds: proxies and browsers give up on what is silent for long
LASTS = (25 * 60, 35 * 60)  # seconds: then it begins anew, with what its reader may hear by then
RECONNECT = (2_000, 8_000)  # milliseconds: after a restart not everybody comes back at one instant
READ_WITHIN = 30.0  # seconds that a browser may leave a line unread before it is given up
LOOKED_UP_AT_ONCE = 4  # database connections that a thousand browsers coming back take at most


class Events:
    """Answers at PATH for as long as its process lives."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._threads = ThreadPoolExecutor(LOOKED_UP_AT_ONCE, thread_name_prefix="who-asks")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream to whoever is signed in, until the page is closed.

        `ticket=` names those that the page shows, `seen=` the mark that it was given.
        401 to a stranger, 503 while the database does not say who asks.
        """
        known = self._hub.mark
        try:
            reader = await self._look_up(scope) if scope["method"] == "GET" else None
        except DatabaseError as error:
            logger.warning("Nobody can be given a stream, because the database does not answer (%s).", error)
            await refuse(send, 503)
            return
        if reader is None:
            await refuse(send, 401)
        else:
            listener = Listener(reader.topics, agent_id=reader.agent_id)
            self._hub.join(listener, seen="".join(_asked(scope, "seen")), known=known)
            await self._stream_to(listener, scope, receive, send)

    async def _stream_to(self, listener: Listener, scope: Scope, receive: Receive, send: Send) -> None:
        watch = asyncio.create_task(_end_with_page(receive, listener))
        try:
            with suppress(TimeoutError):  # nobody reads; the browser, if there is one, comes again
                await _stream(listener, send, partial(self._settle, listener, scope))
        finally:
            self._hub.leave(listener)
            watch.cancel()

    @property
    def mark(self) -> str:
        """What a page that is asked for now may say it has seen; see Hub."""
        return self._hub.mark

    async def _settle(self, listener: Listener, scope: Scope) -> None:
        """Ask anew what she may hear. Where nobody says so, the stream ends: a browser that may comes again."""
        listener.is_in_doubt = False  # first: what changes while it is asked is asked once more
        try:
            reader = await self._look_up(scope)
        except DatabaseError as error:
            logger.warning("A stream ends, because the database does not answer (%s).", error)
            reader = None
        if reader is None or reader.agent_id != listener.agent_id:
            listener.end()
        else:
            self._hub.let_hear(listener, reader.topics)

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """Learn of the end of the process in time: a server waits for open streams, and they would not end."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._hub.start()
                _on_signals(self._hub.close)
                await send({"type": "lifespan.startup.complete"})
            else:
                self._threads.shutdown(wait=False)
                return await send({"type": "lifespan.shutdown.complete"})

    async def _look_up(self, scope: Scope) -> Reader | None:
        cookies = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
        tickets = [key for number in _asked(scope, "ticket") if (key := key_of(number)) is not None]
        return await asyncio.get_running_loop().run_in_executor(self._threads, reader_of, cookies, tickets)


def _asked(scope: Scope, name: str) -> list[str]:
    return parse_qs(scope["query_string"].decode("latin-1")).get(name, [])


@cache
def events() -> Events:
    """The one of this process."""
    return Events(Hub(settings.REDIS_URL, changes.channel()))


async def _stream(listener: Listener, send: Send, settle: Callable[[], Awaitable[None]]) -> None:
    """Say what there is to say, until the stream has lasted its time or is ended. Raises TimeoutError."""
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _say(send, f"retry: {random.randint(*RECONNECT)}\n\n")  # noqa: S311 - spreads load, keeps no secret
    now = asyncio.get_running_loop().time
    ends_at = now() + random.uniform(*LASTS)  # noqa: S311
    while not listener.has_ended and now() < ends_at:
        event, topics = await listener.next(within=BEAT_EVERY)
        if listener.is_in_doubt:
            await settle()
        elif not listener.has_ended:
            await _say(send, f"event: {event}\ndata: {' '.join(topics) or '-'}\n\n")
    await send({"type": "http.response.body", "body": b""})


async def _say(send: Send, text: str) -> None:
    async with asyncio.timeout(READ_WITHIN):
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _end_with_page(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def refuse(send: Send, status: int) -> None:
    """Answer with a status and nothing else."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def _on_signals(call: Callable[[], None]) -> None:
    """Have this called too when the process is asked to end, before what its server does then."""
    if threading.current_thread() is not threading.main_thread():
        return  # nobody hears signals here
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if not callable(before):
            continue

        def handle(number: int, frame: FrameType | None, before: Callable[..., Any] = before) -> None:
            loop.call_soon_threadsafe(call)
            before(number, frame)

        signal.signal(number, handle)
