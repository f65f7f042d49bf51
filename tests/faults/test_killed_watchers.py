"""Deadlines survive what kills the processes that watch them: real workers, real signals, one real database."""

import random
import sys
import time
from datetime import timedelta

import pytest
import redis

from escalation import database_clock, handoffs
from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffEvent, HandoffType, Notice, NoticeKind
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, send_handoff
from tests.support.processes import Processes, Running, wait_until
from tickets.models import Agent, Role

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


class Scene:
    """Two teams with leads, and a handoff type that gives two seconds."""

    def __init__(self) -> None:
        self.sender, self.receiver = AgentFactory(team=TeamFactory()), AgentFactory(team=TeamFactory(tier=2))
        for team in (self.sender.teams.get(), self.receiver.teams.get()):
            AgentFactory(team=team, role=Role.LEAD)
        two_seconds = timedelta(seconds=2)
        self.type: HandoffType = HandoffTypeFactory(acknowledge_within=two_seconds, respond_within=timedelta(hours=1))

    def send(self) -> Handoff:
        return send_handoff(sender=self.sender, receiver=self.receiver, at=database_clock.now(), type=self.type)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def acknowledge_clocks():
    return Clock.objects.filter(kind=ClockKind.ACKNOWLEDGE)


def all_followed() -> bool:
    waiting = Handoff.objects.waiting()
    return not acknowledge_clocks().filter(handoff__in=waiting, followed_at=None).exists()


def assert_each_is_told_once(receivers_told: int = 2) -> None:
    breached = acknowledge_clocks().breached()
    assert HandoffEvent.objects.filter(kind="breached").count() == breached.count()
    assert Notice.objects.filter(kind=NoticeKind.BREACHED).count() == receivers_told * breached.count()


def assert_no_verdict_is_wrong() -> None:
    for clock in acknowledge_clocks().select_related("handoff"):
        assert clock.met_at == clock.handoff.acknowledged_at
        assert (clock.state == ClockState.MET) == (clock.met_at is not None and clock.met_at <= clock.due_at)
        assert clock.breached_at in (None, clock.due_at)


def test_what_falls_due_while_the_worker_is_dead_is_recorded_once_when_it_is_back(
    processes: Processes, scene: Scene
) -> None:
    processes.beat()
    worker = processes.worker()
    sent = [scene.send() for _ in range(5)]
    worker.kill()
    sent += [scene.send() for _ in range(5)]
    time.sleep(2.5)

    processes.worker()

    wait_until(all_followed, within=30, what="every breach has been followed")
    assert acknowledge_clocks().breached().count() == len(sent)
    assert_each_is_told_once()
    assert_no_verdict_is_wrong()


def test_a_worker_that_lives_records_within_a_second(processes: Processes, scene: Scene) -> None:
    processes.beat()
    processes.worker()

    sent = scene.send()

    wait_until(all_followed, within=20, what="the breach has been followed")
    clock = acknowledge_clocks().get(handoff=sent)
    assert clock.recorded_at is not None
    assert clock.recorded_at - clock.due_at < timedelta(seconds=5)


def test_a_storm_of_kills_loses_nothing_and_does_nothing_twice(processes: Processes, scene: Scene) -> None:
    dice = random.Random(20)
    running: list[Running] = [processes.beat(), *[processes.manage("enforce_deadlines") for _ in range(2)]]
    kills = 0
    ends_at = time.monotonic() + 20
    while time.monotonic() < ends_at:
        scene.send()
        if dice.random() < 0.5:
            _acknowledge_some(scene.receiver, dice)
        victim = dice.randrange(1, len(running))
        if running[victim].is_alive and dice.random() < 0.4:
            running[victim].kill()
            kills += 1
        elif not running[victim].is_alive:
            running[victim] = processes.manage("enforce_deadlines")
        time.sleep(dice.uniform(0.05, 0.2))
    processes.worker()

    wait_until(all_followed, within=40, what="every breach has been followed")
    assert kills >= 10
    assert not acknowledge_clocks().filter(state=ClockState.RUNNING).exists()
    assert_no_verdict_is_wrong()
    breached = acknowledge_clocks().breached()
    wait_until(lambda: not breached.filter(followed_at=None).exists(), within=20, what="late ones are followed too")
    assert_each_is_told_once()


def _acknowledge_some(receiver: Agent, dice: random.Random) -> None:
    waiting = list(Handoff.objects.waiting().order_by("pk"))
    if waiting:
        handoffs.acknowledge(dice.choice(waiting), by=receiver)


def test_two_beats_do_no_harm(processes: Processes, scene: Scene) -> None:
    processes.beat()
    processes.beat()
    processes.worker()
    for _ in range(5):
        scene.send()

    wait_until(all_followed, within=30, what="every breach has been followed")

    assert_each_is_told_once()


def test_an_emptied_redis_loses_no_deadline(processes: Processes, scene: Scene, redis_url: str) -> None:
    processes.beat()
    processes.worker()
    for _ in range(5):
        scene.send()
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()

    wait_until(all_followed, within=40, what="every breach has been followed")

    assert_each_is_told_once()


def test_without_redis_the_plain_loop_records_all_the_same(processes: Processes, scene: Scene) -> None:
    watcher = processes.start(sys.executable, "manage.py", "enforce_deadlines", REDIS_URL="redis://127.0.0.1:1/0")
    wait_until(lambda: "Watching" in watcher.output, what="the loop runs")
    scene.send()

    wait_until(all_followed, within=20, what="the breach has been followed")

    assert_each_is_told_once()
