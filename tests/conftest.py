"""What every test may ask for.

A test that needs the database says `@pytest.mark.django_db`; one whose threads or processes must see each other's
work adds `transaction=True`. `@pytest.mark.both_databases` runs a test on SQLite too; `fault` and `journey` give it a
round of their own (`tests/run.py`).
"""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.memory import forget
from tests.support.portal import Portal, collect_static_files
from tests.support.processes import Processes, environment
from tests.support.redis_server import RedisServer

pytest_plugins = [
    "tests.support.migrated_rows",
    "tests.support.lasting_rows",
    "tests.support.prepared",
    "tests.support.savepoints",
    "tests.support.rendered",
]

# How long anything takes is measured by benches; a busy machine makes no property wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: looking through them for garbage took a fifth of a run's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _learn_anew() -> None:
    """What was learned from the tickets of an earlier test, and kept of them, holds no more."""
    forget()


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder of this process whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="baton-", dir="/tmp" if os.path.isdir("/tmp") else None) as path:
        yield Path(path)


@pytest.fixture(scope="session")
def _shared_redis(short_folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(short_folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(_shared_redis: RedisServer) -> str:
    """The address of a real Redis-compatible server, empty."""
    _shared_redis.empty()
    return _shared_redis.url


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis-compatible server that the test may stop, kill and freeze."""
    with tempfile.TemporaryDirectory(prefix="baton-", dir="/tmp" if os.path.isdir("/tmp") else None) as path:
        server = RedisServer(Path(path))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def processes(transactional_db: None, redis_url: str, short_folder: Path) -> Iterator[Processes]:
    """Starts real workers, schedulers and commands on this test's database and Redis."""
    started = Processes(environment(redis_url, short_folder), loaded=True)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def of_portals(django_db_setup: None, _shared_redis: RedisServer, short_folder: Path) -> dict[str, str]:
    """The environment that a portal on this process's database runs in."""
    collect_static_files(short_folder)
    return environment(_shared_redis.url, short_folder)


@pytest.fixture(scope="session")
def _portal(of_portals: dict[str, str]) -> Iterator[Portal]:
    portal = Portal(of_portals)
    try:
        portal.wait()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def served(transactional_db: None, redis_url: str, _portal: Portal) -> Portal:
    """The portal behind a real server, on this test's database; `served.url` is its address."""
    return _portal
