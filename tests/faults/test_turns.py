"""One watcher relieves another for as long as Baton runs, and no moment is without one."""

import threading
import time

import pytest
from django.db import connection

from escalation import database_clock, tasks
from escalation.engine import lease, watcher
from escalation.models import WatcherLease
from escalation.tasks import watch_deadlines
from tests.support.processes import wait_until

pytestmark = [pytest.mark.fault, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def test_through_many_turns_somebody_watches_at_every_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TURN", 0.1)
    turns: list[threading.Thread] = []

    def begin(watching: str = "") -> None:  # stands for the broker
        turns.append(threading.Thread(target=turn, args=[watching]))
        turns[-1].start()

    def turn(watching: str) -> None:
        try:
            watch_deadlines(relieves=watching)
        finally:
            connection.close()

    monkeypatch.setattr(watch_deadlines, "apply_async", lambda *, kwargs, **options: begin(kwargs["relieves"]))
    begin()
    try:
        wait_until(lambda: lease.is_watched(database_clock.now()), what="the first one watches")
        holders: set[str] = set()
        while len(holders) < 6:
            row = WatcherLease.objects.get()
            assert row.expires_at > database_clock.now()
            holders.add(row.held_by)
            time.sleep(0.01)
    finally:
        watcher.stopping.set()
        for thread in turns:
            thread.join()
        watcher.stopping.clear()
