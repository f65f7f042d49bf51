"""Telling comes after recording, and waits while recording is behind."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from escalation import clocks
from escalation.engine import breaches, climbing, follower, watcher
from escalation.engine.follower import AT_ONCE, Follower, Taken
from escalation.models import Clock
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, TeamFactory
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tests.support.processes import wait_until
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
    monkeypatch.setattr(clocks, "batch", lambda: 3)

    assert [watcher.look() for _ in range(2)] == [
        watcher.Look(3, Taken()),
        watcher.Look(2, Taken(followed=AT_ONCE)),
    ]


@pytest.mark.usefixtures("five_due")
def test_a_few_are_told_at_each_look_until_none_is_left() -> None:
    looks = [watcher.look() for _ in range(4)]

    assert [seen.taken.followed for seen in looks] == [4, 1, 0, 0]
    assert not looks[-1]


@pytest.mark.usefixtures("five_due")
def test_what_fails_as_a_whole_keeps_none_of_the_others_from_its_turn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(climbing, "next_due", lambda: 1 / 0)

    assert watcher.look().taken == Taken(followed=AT_ONCE, failures=1)

    assert "Following up (climbed) was interrupted" in caplog.text


@pytest.mark.usefixtures("gone_database")
def test_where_the_database_itself_is_gone_the_others_are_not_tried_in_vain(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each would wait for it as long as the first, and whoever asks must connect anew before anything else."""
    asked: list[str] = []

    def is_gone(*args: object, **kwargs: object) -> int:
        asked.append("")
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(breaches, "follow_some", is_gone)
    monkeypatch.setattr(climbing, "next_due", is_gone)

    with pytest.raises(OperationalError, match="lost"):
        follower.follow_up(NOON)

    assert len(asked) == 1
    assert caplog.text == "", "whoever asked says it, once"


def test_a_follower_outlives_whatever_goes_wrong(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []

    def broken_at_first(now: object) -> Taken:
        looks.append(1)
        if len(looks) < 3:
            raise KeyError("broken")
        return Taken(followed=1)

    monkeypatch.setattr(follower, "AFTER_ERROR", 0.01)
    monkeypatch.setattr(follower, "follow_up", broken_at_first)
    beside = Follower()

    beside.start()
    beside.go_on(has_more=True)
    wait_until(lambda: bool(beside.taken()), what="it follows")
    beside.stop()
    assert beside.got_round()
    assert not beside.got_round(), "since it was last asked"

    assert caplog.text.count("Telling and climbing were interrupted") == 2


def test_a_follower_that_ended_all_the_same_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(Follower, "_run", lambda self: begun.append(1))
    beside = Follower()

    beside.start()
    wait_until(lambda: not beside.is_alive, what="the first one has ended")
    beside.start()

    beside.stop()
    assert len(begun) == 2
