"""Telling comes after recording, and waits while recording is behind."""

from datetime import timedelta

import pytest

from escalation import clocks
from escalation.engine import watcher
from escalation.engine.follower import AT_ONCE, Taken
from escalation.models import Clock
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, TeamFactory
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tickets.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def five_due(database_clock: SettableClock) -> None:
    sender, receiver = (AgentFactory(team=TeamFactory(tier=tier)) for tier in (1, 2))
    AgentFactory(team=receiver.teams.get(), role=Role.LEAD)
    start_clocks(waiting_handoffs(5, sender=sender, receiver=receiver, at=NOON), [NOON + timedelta(minutes=1)] * 5)
    database_clock.forward(minutes=2)


@pytest.mark.usefixtures("five_due")
def test_everything_due_is_recorded_before_anything_is_told() -> None:
    seen = watcher.look()

    assert (seen.recorded, seen.taken) == (5, Taken(followed=AT_ONCE))
    assert Clock.objects.breached().count() == 5


@pytest.mark.usefixtures("five_due")
def test_nothing_is_told_while_recording_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "BATCH", 3)

    assert [watcher.look() for _ in range(2)] == [
        watcher.Look(3, Taken()),
        watcher.Look(2, Taken(followed=AT_ONCE)),
    ]


@pytest.mark.usefixtures("five_due")
def test_a_few_are_told_at_each_look_until_none_is_left() -> None:
    looks = [watcher.look() for _ in range(4)]

    assert [seen.taken.followed for seen in looks] == [4, 1, 0, 0]
    assert not looks[-1]
