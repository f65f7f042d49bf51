"""Open streams of a real process: who may listen, what is heard, and what becomes of them when something dies."""

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis
from django.db import transaction
from django.test import Client

from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.support.connections import wait_until_left_alone
from tests.support.processes import Processes, Running, free_port, wait_until
from tests.support.redis_server import RedisServer
from tests.support.streams import Stream, session_cookie
from tickets import changes, ownership, services
from tickets.models import Agent, Cause, Channel, Role, Team

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


@dataclass
class Scene:
    """A process that streams, and somebody with a session."""

    port: int
    running: Running
    agent: Agent
    cookie: str

    @property
    def team(self) -> Team:
        return self.agent.teams.get()

    @property
    def hers(self) -> list[str]:
        return [f"agent:{self.agent.pk}", f"inbox:{self.team.pk}", f"shift:{self.team.pk}", f"team:{self.team.pk}"]

    def stream(self, **asked: str) -> Stream:
        return Stream(self.port, self.cookie, **asked)


@pytest.fixture
def scene(on_a_redis_of_its_own: Processes, redis_server: RedisServer, settings: object) -> Iterator[Scene]:
    settings.REDIS_URL = redis_server.url  # type: ignore[attr-defined] # what this process does is heard there
    port = free_port()
    options = ["--port", str(port), "--log-level", "warning", "--timeout-graceful-shutdown", "3"]
    running = on_a_redis_of_its_own.start(sys.executable, "-m", "uvicorn", "config.stream:application", *options)
    agent = AgentFactory(team=TeamFactory())
    scene = Scene(port, running, agent, session_cookie(agent))
    wait_until(lambda: answers(port) or not running.is_alive, within=30, what="it answers")
    yield scene
    assert "Traceback" not in running.output


def answers(port: int) -> bool:
    try:
        with Stream(port) as stream:
            return stream.status == 401
    except OSError:
        return False


def test_strangers_bots_and_those_who_left_hear_nothing(scene: Scene) -> None:
    for cookie in ("", "sessionid=made-up", "sessionid", scene.cookie + "x"):
        with Stream(scene.port, cookie) as stream:
            assert stream.status == 401
    Agent.objects.filter(pk=scene.agent.pk).update(is_active=False)
    with scene.stream() as stream:
        assert stream.status == 401
    with scene.stream(method="POST") as stream:
        assert stream.status == 401


def test_she_hears_of_her_teams_and_of_tickets_that_she_may_see_and_of_nothing_else(scene: Scene) -> None:
    other = TeamFactory()
    hers, others = open_ticket(scene.team), open_ticket(other)
    with scene.stream(query=f"?ticket={hers.pk}&ticket={others.pk}&ticket=x&team={other.pk}") as stream:
        stream.expect("resync", *sorted([*scene.hers, f"here:{hers.pk}", f"ticket:{hers.pk}"]))

        changes.announce(f"team:{other.pk}", f"ticket:{others.pk}", f"here:{others.pk}", f"rights:{scene.agent.pk + 1}")
        assert stream.says_nothing()
        services.post_message(hers, author=hers.customer, body="Hello?", channel=Channel.EMAIL, at=hers.opened_at)

        stream.expect("changed", f"inbox:{scene.team.pk}")

        ownership.place(hers, team=other, agent=None, cause=Cause.ADMIN, by=None, at=hers.opened_at)
        stream.expect("resync", *scene.hers)
        Agent.objects.filter(pk=scene.agent.pk).update(role=Role.MANAGER)
        changes.announce(f"rights:{scene.agent.pk}")
        stream.expect("resync", f"agent:{scene.agent.pk}", f"here:{hers.pk}")
    wait_until_left_alone()


def test_a_handoff_is_heard_of_by_the_receiving_team_once_it_is_committed(scene: Scene) -> None:
    with scene.stream() as stream:
        stream.expect("resync", *scene.hers)
        with transaction.atomic():
            send_handoff(receiver=scene.agent)
            transaction.set_rollback(True)
        assert stream.says_nothing()

        send_handoff(receiver=scene.agent)

        stream.expect("changed")


def test_signing_out_ends_the_stream_and_nobody_can_come_back_with_that_session(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.agent)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    with scene.stream() as elsewhere, Stream(scene.port, cookie) as stream:
        for one in (elsewhere, stream):
            one.expect("resync")
        client.post("/sign-out/")
        stream.expect_end()
        changes.announce(f"agent:{scene.agent.pk}")
        elsewhere.expect("changed", f"agent:{scene.agent.pk}")
    with Stream(scene.port, cookie) as stream:
        assert stream.status == 401


def test_a_lost_redis_is_said_and_its_return_too(scene: Scene, redis_server: RedisServer) -> None:
    with scene.stream() as stream:
        stream.expect("resync")

        redis_server.kill()
        stream.expect("deaf")
        redis_server.start()
        stream.expect("resync", *scene.hers)

        redis_server.freeze()
        stream.expect("deaf", within=15)
        redis_server.thaw()
        stream.expect("resync", *scene.hers)


def test_it_ends_within_seconds_though_hundreds_listen_and_holds_no_database_connection(scene: Scene) -> None:
    streams = [scene.stream() for _ in range(300)]
    for stream in streams:
        stream.expect("resync")
    wait_until_left_alone()

    scene.running.send(signal.SIGTERM)

    assert scene.running.wait(5) in {0, -signal.SIGTERM}
    for stream in streams:
        stream.expect_end()
        stream.close()


def test_signals_that_were_lost_make_everybody_look_again(scene: Scene, redis_server: RedisServer) -> None:
    with scene.stream() as stream, redis.Redis.from_url(redis_server.url) as client:
        stream.expect("resync")
        client.publish(changes.channel(), f"{changes.EVERYTHING} team:0")
        stream.expect("resync")
