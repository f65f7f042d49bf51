"""A connection to the broker that has been given up is a lost one to whoever still needs it."""

from types import SimpleNamespace

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as ConnectionLost

from config.broker import Channel, Transport
from config.celery import app


@pytest.mark.parametrize("connection", [None, SimpleNamespace(client=None)])
def test_what_is_put_back_over_a_connection_that_is_given_up_is_told_that_it_is_lost(connection: object) -> None:
    channel = object.__new__(Channel)
    channel.connection = connection  # type: ignore[assignment] # as kombu leaves it

    with pytest.raises(ConnectionLost):
        channel._connparams()

    assert issubclass(ConnectionLost, Transport.connection_errors), "which a worker outlives"


@pytest.mark.parametrize("address", ["redis://here", "rediss://here", "redis+socket:///tmp/none.sock"])
def test_every_redis_is_reached_so(address: str) -> None:
    assert isinstance(Connection(address).transport, Transport)
    assert app.main == "baton"
