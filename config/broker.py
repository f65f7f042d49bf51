"""The broker as Celery reaches it: a lost Redis ends no worker."""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as ConnectionLost


class Channel(redis.Channel):
    """Says that the connection is lost where kombu runs into it.

    What is taken from the queue and not acknowledged yet is put back, or acknowledged, over a connection that has been
    given up meanwhile. The `AttributeError` that comes of it is none of the errors that Celery expects, and the worker
    would end by it.
    """

    def _connparams(self, *args: Any, **kwargs: Any) -> Any:
        if getattr(self.connection, "client", None) is None:
            raise ConnectionLost("The connection to the broker has been given up.")
        return super()._connparams(*args, **kwargs)  # type: ignore[misc] # which its stubs leave out


class Transport(redis.Transport):
    """The one for addresses that begin with `redis`."""

    Channel = Channel


def use() -> None:
    """Have kombu take this one, whoever connects in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{Transport.__module__}:{Transport.__qualname__}"
