"""A worker that stands by watches when nobody else does, and only then."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from escalation import database_clock
from escalation.engine import lease, standby, watcher

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(standby, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(standby, "PATIENCE", 0.1)
    yield
    watcher.stopping.clear()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of those who watched; one that does asks the process to end."""
    names: list[str] = []

    def keep_watch(holder: str) -> None:
        names.append(holder)
        watcher.stopping.set()

    monkeypatch.setattr(standby, "keep_watch", keep_watch)
    return names


def look(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], bool]) -> list[int]:
    """What is found at each look: `act` is given its number and says whether somebody watches."""
    looks: list[int] = []

    def is_watched(now: object) -> bool:
        looks.append(len(looks))
        return act(looks[-1])

    monkeypatch.setattr(lease, "is_watched", is_watched)
    return looks


def test_a_lease_that_stays_free_is_taken(watched: list[str]) -> None:
    standby.stand_by()

    assert len(watched) == 1


def test_a_lease_that_is_held_is_left_alone(monkeypatch: pytest.MonkeyPatch, watched: list[str]) -> None:
    def held_then_end(number: int) -> bool:
        if number == 30:
            watcher.stopping.set()
        return True

    look(monkeypatch, held_then_end)

    standby.stand_by()

    assert watched == []


def test_a_lease_that_is_free_for_a_moment_is_left_to_the_next_tick(
    monkeypatch: pytest.MonkeyPatch, watched: list[str]
) -> None:
    monkeypatch.setattr(standby, "PATIENCE", 60)

    def free_then_end(number: int) -> bool:
        if number == 30:
            watcher.stopping.set()
        return number % 2 == 0

    look(monkeypatch, free_then_end)

    standby.stand_by()

    assert watched == []


def test_whatever_goes_wrong_it_looks_again(
    monkeypatch: pytest.MonkeyPatch, watched: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken_at_first(number: int) -> bool:
        if number < 2:
            raise KeyError("broken")
        return False

    monkeypatch.setattr(connection, "close", lambda: None)
    look(monkeypatch, broken_at_first)

    standby.stand_by()

    assert len(watched) == 1
    assert caplog.text.count("Standing by was interrupted") == 2


def test_who_keeps_watch_has_what_it_tells_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    beside: set[str] = set()
    monkeypatch.setattr(watcher, "watch", lambda holder: beside.update(each.name for each in threading.enumerate()))

    standby.keep_watch("worker")

    assert "sender" in beside


def test_who_kept_watch_leaves_the_lease_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(holder: str) -> None:
        assert lease.take(holder, now=database_clock.now())

    monkeypatch.setattr(watcher, "watch", watch)

    standby.keep_watch("worker")

    assert not lease.is_watched(database_clock.now())
