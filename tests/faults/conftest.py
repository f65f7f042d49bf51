import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scene import Scene
from tests.support.passage import Passage
from tests.support.processes import Processes, environment
from tests.support.redis_server import RedisServer


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return Scene()


@pytest.fixture
def passage(transactional_db: None) -> Iterator[Passage]:
    """A way to the test's database that can be frozen."""
    with tempfile.TemporaryDirectory(prefix="baton-", dir="/tmp" if os.path.isdir("/tmp") else None) as path:
        opened = Passage(Path(path))
        yield opened
        opened.close()


@pytest.fixture
def on_a_redis_of_its_own(transactional_db: None, redis_server: RedisServer, short_folder: Path) -> Iterator[Processes]:
    """Processes on a Redis that the test may stop, kill and freeze (`redis_server`)."""
    started = Processes(environment(redis_server.url, short_folder), loaded=True)
    yield started
    started.stop()
