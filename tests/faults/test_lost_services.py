"""Redis goes, hangs and comes back; the database drops its connections: deadlines are recorded all the same."""

import gc
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.test import Client

from escalation import database_clock
from escalation.engine import canary
from escalation.models import HandoffEvent
from tests.faults import scene as after
from tests.faults.scene import Scene
from tests.support.at_once import on_own_connection
from tests.support.connections import open_connections, wait_until_left_alone
from tests.support.outage import database_away, database_read_only
from tests.support.passage import Passage
from tests.support.processes import Processes, Running, wait_until
from tests.support.redis_server import RedisServer

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PUBLISH = """
import time, django
django.setup()
from kombu.exceptions import OperationalError
from escalation.tasks import watch_deadlines
for _ in range(3):
    started = time.monotonic()
    try:
        watch_deadlines.delay()
        print("sent", flush=True)
    except OperationalError:
        print(f"gave up: {time.monotonic() - started:.2f}", flush=True)
"""

LOCK_AND_FREEZE = """
import os, signal, django
django.setup()
from django.db import transaction
from escalation.models import Canary, Clock
with transaction.atomic():
    assert len(Clock.objects.select_for_update().filter(kind="acknowledge")) == 3
    assert len(Canary.objects.select_for_update()) == 1
    print("frozen", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


def ticks_taken(worker: Running) -> int:
    return worker.output.count("watch_deadlines")


@pytest.mark.parametrize("trouble", ["gone", "hanging"])
def test_a_worker_goes_on_watching_while_redis_is_gone_and_hears_again_when_it_is_back(
    on_a_redis_of_its_own: Processes, redis_server: RedisServer, scene: Scene, trouble: str
) -> None:
    on_a_redis_of_its_own.beat()
    worker = on_a_redis_of_its_own.worker()
    watching = after.wait_for_watcher()

    if trouble == "gone":
        redis_server.kill()
    else:
        redis_server.freeze()
    scene.send(3)
    after.wait_for_all_told()
    after.assert_nothing_is_wrong(breaches=3)
    assert after.watching_process() == watching
    assert after.slowest_record() < timedelta(seconds=2), "a second, or two on a busy machine"

    if trouble == "gone":
        redis_server.start()
    else:
        redis_server.thaw()
    heard = ticks_taken(worker)
    wait_until(lambda: ticks_taken(worker) > heard + 1, within=after.LONG, what="the worker takes ticks again")


def test_a_worker_whose_database_restarts_catches_up_within_ten_seconds(
    processes: Processes, scene: Scene, client: Client
) -> None:
    processes.beat()
    processes.worker()
    after.wait_for_watcher()
    scene.send(3)

    with database_away():
        time.sleep(3)  # meanwhile they run out
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/deadlines").json()["complaints"] == ["The database does not answer."]

    after.wait_for_all_told(within=10)
    after.assert_nothing_is_wrong(breaches=3)
    wait_until(lambda: client.get("/health/deadlines").status_code == 200, within=10, what="nobody complains any more")


@pytest.mark.parametrize("trouble", ["gone", "hanging"])
def test_who_publishes_while_redis_does_not_answer_is_told_soon(
    on_a_redis_of_its_own: Processes, redis_server: RedisServer, trouble: str
) -> None:
    if trouble == "gone":
        redis_server.kill()
    else:
        redis_server.freeze()

    publisher = on_a_redis_of_its_own.python("-c", PUBLISH)

    assert publisher.wait(after.LONG) == 0
    waited = [float(line.removeprefix("gave up: ")) for line in publisher.output.splitlines() if "gave up" in line]
    assert len(waited) == 3
    assert min(waited) < 1.5
    assert max(waited) < 3, "a second each; the rest is for a busy machine"


def test_a_watcher_whose_connections_are_frozen_goes_on_with_others(
    passage: Passage, processes: Processes, scene: Scene
) -> None:
    processes.env["DATABASE_URL"] = passage.url
    watcher = processes.manage("enforce_deadlines")
    after.wait_for_watcher()

    passage.silence()
    scene.send(3)
    after.wait_for_all_told()
    assert "trying again" in watcher.output

    after.assert_nothing_is_wrong(breaches=3)


def test_a_watcher_whose_database_is_frozen_catches_up_within_ten_seconds(
    passage: Passage, processes: Processes, scene: Scene, client: Client
) -> None:
    processes.env["DATABASE_URL"] = passage.url
    processes.manage("enforce_deadlines")
    after.wait_for_watcher()
    scene.send(3)

    with passage.taken(), passage.frozen():
        began = time.monotonic()
        assert client.get("/health/ready").status_code == 503
        assert time.monotonic() - began < 15, "nine seconds; the rest is for a busy machine"
        assert client.get("/health/live").status_code == 200
        time.sleep(max(0.0, began + 12 - time.monotonic()))  # they run out, and the watcher gives up

    after.wait_for_all_told(within=10)
    after.assert_nothing_is_wrong(breaches=3)


def test_a_page_gives_up_on_a_database_that_is_frozen_and_says_so(passage: Passage, client: Client) -> None:
    client.raise_request_exception = False
    with passage.taken(patience=0.3):
        connection.ensure_connection()
        with passage.frozen():
            response = client.get("/sign-in/")

        assert response.status_code == 503
        assert "The database does not answer" in response.content.decode()
        connection.close()  # as a server does after each answer, which a test's client leaves out
        assert client.get("/sign-in/").status_code == 200


def test_who_gives_up_while_connecting_leaves_nothing_open(passage: Passage, transactional_db: None) -> None:
    def connects(_: int) -> None:
        with pytest.raises(OperationalError):
            connection.ensure_connection()

    before = open_connections()
    gc.disable()
    try:
        with passage.taken(connect_timeout=1), passage.frozen(), ThreadPoolExecutor(3) as threads:
            list(threads.map(partial(on_own_connection, connects), range(3)))
        wait_until_left_alone(by_all_but=before)
    finally:
        gc.enable()


def test_a_watcher_whose_database_takes_no_writes_goes_on_when_it_does_again(
    processes: Processes, scene: Scene
) -> None:
    watcher = processes.manage("enforce_deadlines")
    after.wait_for_watcher()
    scene.send(3)

    with database_read_only():
        wait_until(lambda: "read-only transaction" in watcher.output, within=after.LONG, what="it is refused")
        time.sleep(3)  # meanwhile they run out
        assert not HandoffEvent.objects.filter(kind="breached").exists()

    after.wait_for_all_told(within=10)
    after.assert_nothing_is_wrong(breaches=3)


def test_a_watcher_whose_database_connection_is_cut_connects_again(processes: Processes, scene: Scene) -> None:
    watcher = processes.manage("enforce_deadlines")
    after.wait_for_watcher()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount >= 1
    scene.send(3)

    after.wait_for_all_told()
    after.assert_nothing_is_wrong(breaches=3)
    assert watcher.is_alive


def test_a_watcher_that_was_stopped_for_longer_than_its_lease_does_no_harm(processes: Processes, scene: Scene) -> None:
    first = processes.manage("enforce_deadlines")
    watching = after.wait_for_watcher()
    processes.manage("enforce_deadlines")
    first.send(signal.SIGSTOP)
    after.wait_for_watcher(other_than=watching)
    scene.send(3)

    after.wait_for_all_told()
    first.send(signal.SIGCONT)

    after.assert_nothing_is_wrong(breaches=3)
    assert after.slowest_record() < timedelta(seconds=5)


def test_a_process_frozen_with_locks_in_its_hands_loses_them(processes: Processes, scene: Scene) -> None:
    scene.send(3)
    canary.record(database_clock.now())
    holder = processes.python("-c", LOCK_AND_FREEZE)
    wait_until(lambda: "frozen" in holder.output, within=after.LONG)

    processes.manage("enforce_deadlines")

    after.wait_for_all_told()
    after.assert_nothing_is_wrong(breaches=3)
    holder.send(signal.SIGCONT)
    assert holder.wait(after.LONG) != 0, "what it did is undone, and it is told"
