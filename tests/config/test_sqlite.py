"""How long whoever has something to write waits for SQLite's one writer."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from environ import Env

from config.database import database_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.sqlite3"


@pytest.fixture
def connection(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseDatabaseWrapper]:
    """As Baton opens one, with half a second of patience; `atomic()` means it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    asked = database_of(Env(), file.parent)
    asked["OPTIONS"] |= {"timeout": 0.5}
    handler = ConnectionHandler({"default": asked})
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: handler["default"])
    yield handler["default"]
    handler["default"].close()


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", _remembered(slept, time.sleep))
    return slept


def _remembered(slept: list[float], sleep: Callable[[float], None]) -> Callable[[float], None]:
    def remember(seconds: float) -> None:
        slept.append(seconds)
        sleep(seconds)

    return remember


def _patience(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


def test_whoever_waits_for_her_turn_asks_again_within_milliseconds(
    connection: BaseDatabaseWrapper, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 40:  # SQLite's own waiting would have asked a dozen times by then, and sleep for 100 ms
            writer.execute("COMMIT")

    monkeypatch.setattr(time, "sleep", sleep)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (number integer)")

    assert len(slept) == 40
    assert max(slept) < 0.005
    assert _patience(connection) == 500, "what is no transaction waits as ever"
    writer.close()


def test_whoever_waits_too_long_is_told(connection: BaseDatabaseWrapper, file: Path, sleeps: list[float]) -> None:
    connection.ensure_connection()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass

    assert 0.2 < sum(sleeps) < 0.6
    assert _patience(connection) == 500
    writer.close()
    with transaction.atomic():
        pass
