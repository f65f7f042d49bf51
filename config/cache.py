"""The cache: what is counted by all processes together, and by each for itself while Redis is away."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
GIVE_UP_AFTER = 0.25  # seconds: whoever signs in does not wait for a count
QUIET_AFTER_FAILURE = 5.0
SOCKET = {"socket_timeout": GIVE_UP_AFTER, "socket_connect_timeout": GIVE_UP_AFTER}

Answer = TypeVar("Answer")


class Quiet:
    """Until when this process leaves Redis alone; each of its threads has a cache object of its own."""

    until = 0.0


class SharedCache(BaseCache):
    """Redis while it answers, else what this process remembers: a count may be missed, and blocks nobody."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared = RedisCache(server, {**params, "OPTIONS": SOCKET})
        self._local = LocMemCache("while Redis is away", params)

    def _ask(self, do: Callable[[BaseCache], Answer]) -> Answer:
        if time.monotonic() >= Quiet.until:
            try:
                return do(self._shared)
            except (redis.RedisError, OSError) as error:
                Quiet.until = time.monotonic() + QUIET_AFTER_FAILURE
                logger.warning("What is counted is counted by each process for itself: Redis is away (%s).", error)
        return do(self._local)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda cache: cache.add(key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        return self._ask(lambda cache: cache.set(key, value, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return self._ask(lambda cache: cache.incr(key, delta, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._ask(lambda cache: cache.delete(key, version))

    def clear(self) -> None:
        """Forget what this process remembers; what is shared ends by itself, and Redis holds more than counts."""
        self._local.clear()
