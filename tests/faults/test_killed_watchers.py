"""Deadlines survive what kills the processes that watch them: real workers, real signals, one real database."""

import random
import signal
import sys
import time
from datetime import timedelta

import pytest

from escalation import database_clock
from escalation.engine import lease
from tests.faults import scene as after
from tests.faults.scene import Scene
from tests.support.processes import Processes
from tests.support.redis_server import RedisServer
from tests.support.storm import Storm

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def test_what_falls_due_while_the_worker_is_dead_is_recorded_once_when_it_is_back(
    processes: Processes, scene: Scene
) -> None:
    processes.beat()
    worker = processes.worker()
    scene.send(5)
    worker.kill()
    scene.send(5)
    time.sleep(2.5)

    processes.worker()

    after.wait_for_all_told()
    after.assert_nothing_is_wrong(breaches=10)


def test_with_two_beats_and_an_emptied_redis_each_deadline_is_recorded_once_and_soon(
    on_a_redis_of_its_own: Processes, redis_server: RedisServer, scene: Scene
) -> None:
    on_a_redis_of_its_own.beat()
    on_a_redis_of_its_own.beat()
    worker = on_a_redis_of_its_own.worker()
    after.wait_for_watcher()

    scene.send(5)
    redis_server.empty()

    after.wait_for_all_told()
    after.assert_nothing_is_wrong(breaches=5)
    assert after.slowest_record() < timedelta(seconds=5)
    worker.send(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert not lease.is_watched(database_clock.now()), "who stops in good order leaves the lease free"


WITHIN = 5  # seconds after a kill: two for the lease to expire, one or two for whoever looks at it


@pytest.mark.parametrize("also_dead", ["nothing", "beat and Redis"])
def test_when_the_watching_worker_is_killed_the_other_takes_over(
    on_a_redis_of_its_own: Processes, redis_server: RedisServer, scene: Scene, also_dead: str
) -> None:
    started = on_a_redis_of_its_own
    beat = started.beat()
    workers = {worker.pid: worker for worker in (started.worker("--name=one"), started.worker("--name=two"))}
    watching = after.wait_for_watcher()
    if also_dead == "beat and Redis":
        beat.kill()
        redis_server.kill()

    workers[watching].kill()
    killed_at = time.monotonic()
    after.wait_for_watcher(other_than=watching)
    taken_after = time.monotonic() - killed_at

    scene.send(3)
    after.wait_for_all_told()
    after.assert_nothing_is_wrong(breaches=3)
    assert taken_after < WITHIN
    assert after.slowest_record() < timedelta(seconds=2), "and what is due then is recorded at once"


def test_a_storm_of_kills_loses_nothing_and_does_nothing_twice(processes: Processes, scene: Scene) -> None:
    storm = Storm(deadlines=300, lasts=timedelta(seconds=15), dice=random.Random(20))

    storm.rage(processes, scene)

    after.wait_for_all_told()
    after.assert_nothing_is_wrong()
    assert storm.kills >= 8


def test_the_plain_loop_stops_in_good_order_and_says_what_it_did(processes: Processes, scene: Scene) -> None:
    watcher = processes.manage("enforce_deadlines")
    after.wait_for_watcher()
    scene.send()
    after.wait_for_all_told()

    watcher.send(signal.SIGTERM)

    assert watcher.wait(20) == 0
    assert "1 deadlines recorded" in watcher.output
    assert "1 breaches told" in watcher.output
    assert "Traceback" not in watcher.output
    assert not lease.is_watched(database_clock.now())


def test_run_once_it_works_off_what_is_due_and_ends(processes: Processes, scene: Scene) -> None:
    past = database_clock.now() - timedelta(seconds=1)
    scene.many([past] * 30)

    ran = processes.start(sys.executable, "manage.py", "enforce_deadlines", "--once", PYTHONPROFILEIMPORTTIME="1")

    assert ran.wait(after.LONG) == 0
    after.assert_nothing_is_wrong(breaches=30)
    assert "escalation.notices.deliveries" in ran.output
    assert "apprise" not in ran.output, "what sends to chat rooms is loaded for chat rooms alone: it takes long"
