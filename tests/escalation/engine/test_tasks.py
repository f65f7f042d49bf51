"""The task that watches: a tick that is not needed, a turn that ends, a broker that is gone, a worker that stops."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import DjangoAssertNumQueries

from escalation import database_clock, tasks
from escalation.engine import lease, watcher
from escalation.models import WatcherLease
from escalation.tasks import watch_deadlines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_turns(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tasks, "TURN", 0.1)
    monkeypatch.setattr(tasks, "_in_background", lambda act: act())
    yield
    watcher.stopping.clear()


def asked(monkeypatch: pytest.MonkeyPatch, act: Callable[[str], None]) -> list[str]:
    """Those who ask for a successor, in order; `act` stands for the broker, and for what comes of it."""
    names: list[str] = []

    def apply_async(*, kwargs: dict[str, str], **options: Any) -> None:
        names.append(kwargs["relieves"])
        act(kwargs["relieves"])

    monkeypatch.setattr(watch_deadlines, "apply_async", apply_async)
    return names


def relieve(watching: str) -> None:
    assert lease.take("successor", now=database_clock.now(), relieves=watching)


def test_a_tick_that_finds_somebody_watching_ends_after_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    lease.take("somebody", now=database_clock.now())

    with django_assert_num_queries(1):
        watch_deadlines()


def test_at_the_end_of_its_turn_a_watcher_is_relieved_by_the_successor_it_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = asked(monkeypatch, relieve)

    watch_deadlines()

    assert len(names) == 1
    assert WatcherLease.objects.get().held_by == "successor"


def test_without_a_broker_the_watcher_goes_on_and_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone_twice(watching: str) -> None:
        if len(names) <= 2:
            raise BrokerError("Connection refused")
        relieve(watching)

    names = asked(monkeypatch, gone_twice)

    watch_deadlines()

    assert len(names) == 3
    assert len(set(names)) == 1, "it is the same watcher that asks"


def test_a_watcher_whose_successor_never_comes_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost_twice(watching: str) -> None:
        if len(names) > 2:
            relieve(watching)

    names = asked(monkeypatch, lost_twice)

    watch_deadlines()

    assert len(names) == 3


def test_a_successor_that_comes_when_another_watches_leaves_at_once() -> None:
    lease.take("another", now=database_clock.now())

    watch_deadlines(relieves="somebody before")

    assert WatcherLease.objects.get().held_by == "another"


def test_a_worker_that_stops_frees_the_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(watching: str) -> None:
        worker_shutting_down.send(sender="worker@here", sig="SIGTERM", how="Warm", exitcode=0)

    asked(monkeypatch, stop)

    watch_deadlines()

    assert not lease.is_watched(database_clock.now())
