"""What Baton asks of a connection to its database."""

import importlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DataError, connection, transaction
from environ import Env

from config import pauses
from config.database import database_of
from config.postgresql.base import Connection, DatabaseWrapper


def options(monkeypatch: pytest.MonkeyPatch, url: str) -> dict[str, object]:
    monkeypatch.setenv("DATABASE_URL", url)
    found: dict[str, object] = database_of(Env(), Path("/nowhere"))["OPTIONS"]
    return found


def test_a_server_that_vanishes_without_a_word_is_noticed_within_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = options(monkeypatch, "postgres://baton@db.example/baton")

    assert found["keepalives"] == 1
    idle, interval, count = (int(str(found[f"keepalives_{name}"])) for name in ("idle", "interval", "count"))
    assert idle + interval * count < 10
    assert int(str(found["tcp_user_timeout"])) < 10_000
    assert int(str(found["connect_timeout"])) < 10


def test_what_the_address_says_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = options(monkeypatch, "postgres://baton@db.example/baton?tcp_user_timeout=60000&connect_timeout=30")

    assert (found["tcp_user_timeout"], found["connect_timeout"]) == (60000, 30)


@pytest.mark.parametrize(
    ("serves", "patience", "kept", "most"), [("", None, 60, None), ("wsgi", 20, 60, None), ("asgi", 20, 0, 20)]
)
def test_whoever_serves_pages_is_impatient_and_over_asgi_shares_a_pool(
    serves: str, patience: int | None, kept: int, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_SERVES", serves)
    monkeypatch.setenv("DATABASE_URL", "postgres://baton@db.example/baton")

    found = database_of(Env(), Path("/nowhere"))

    pool = found["OPTIONS"].get("pool", {}).get("max_size")
    assert (found["OPTIONS"].get("patience"), found["CONN_MAX_AGE"], pool) == (patience, kept, most)


def test_who_serves_pages_sets_nothing_that_a_file_of_settings_may_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the environment goes before `.env`."""
    monkeypatch.setenv("BATON_SERVES", "")  # which it does set, for its process alone

    importlib.import_module("config.asgi")

    assert not {"DATABASE_PATIENCE_SECONDS", "CONN_MAX_AGE", "DATABASE_POOL_SIZE"} & os.environ.keys()


def test_a_pool_knows_what_a_connection_of_its_own_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", "7")
    monkeypatch.setenv("DATABASE_URL", "postgres://baton@db.example/baton?patience=3")
    settings = database_of(Env(), Path("/nowhere"))

    pool = DatabaseWrapper({**connection.settings_dict, **settings}, "pooled").pool

    assert (pool.max_size, pool.connection_class, pool.kwargs["patience"]) == (7, Connection, 3)


@pytest.mark.django_db
def test_who_migrates_or_writes_the_demo_may_think_in_the_middle_of_a_transaction() -> None:
    with connection.cursor() as cursor:
        call_command("migrate", verbosity=0)
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("0",)

        cursor.execute("SET idle_in_transaction_session_timeout = '5s'")
        with transaction.atomic():
            pauses.are_allowed(until_commit=True)
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("0",)


def test_sqlite_is_asked_for_nothing_of_the_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "keepalives" not in options(monkeypatch, "sqlite:////tmp/baton.sqlite3")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-11-29 16:20:46.7+02", datetime(2026, 11, 29, 14, 20, 46, 700_000, tzinfo=UTC)),
        ("2026-11-29 16:20:46", datetime(2026, 11, 29, 16, 20, 46, tzinfo=UTC)),
        ("0044-03-15 12:00:00.000001", datetime(44, 3, 15, 12, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_as_it_is(said: str, instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [said])
        [found] = cursor.fetchone()

    assert (found, found.tzinfo) == (instant, UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["-infinity", "20000-01-01 00:00:00", "0044-03-15 12:00:00 BC"])
def test_an_instant_that_python_does_not_know_is_none_of_another_time(said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [said])
        with pytest.raises(DataError):
            cursor.fetchone()
