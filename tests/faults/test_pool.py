"""The portal's connections to PostgreSQL, which it keeps from one request to the next."""

import http.client
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.db import connection

from tests.factories import AgentFactory, TeamFactory
from tests.support.connections import open_connections, wait_until_nobody_asks
from tests.support.passage import Passage
from tests.support.portal import Portal
from tests.support.processes import wait_until
from tests.support.streams import session_cookie

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

KEPT = 20


@dataclass
class Desk:
    """Somebody at the portal."""

    portal: Portal
    cookie: str

    def looks(self, _: int = 0) -> tuple[int, str]:
        """The status of her work's page, and what it says."""
        asked = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=30)
        asked.request("GET", "/", headers={"Cookie": self.cookie})
        answer = asked.getresponse()
        said = answer.read().decode()
        asked.close()
        return answer.status, said

    def look(self, times: int) -> set[int]:
        """The statuses where so many look at once."""
        with ThreadPoolExecutor(times) as people:
            return {status for status, _ in people.map(self.looks, range(times))}

    def hangs_up(self) -> None:
        """Ask, and do not wait for the answer."""
        with socket.create_connection(("127.0.0.1", self.portal.port)) as asked:
            asked.sendall(f"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookie}\r\n\r\n".encode())


@pytest.fixture(scope="module")
def portal(of_portals: dict[str, str]) -> Iterator[Portal]:
    """One that keeps nothing for longer than these tests last: others count who is connected."""
    portal = Portal(of_portals)
    portal.wait()
    yield portal
    portal.stop()


@pytest.fixture
def desk(portal: Portal, redis_url: str) -> Iterator[Desk]:
    yield Desk(portal, session_cookie(AgentFactory(team=TeamFactory())))
    wait_until_nobody_asks()


def test_a_connection_is_used_again_and_many_requests_share_a_few(desk: Desk) -> None:
    assert [desk.looks()[0] for _ in range(10)] == [200] * 10
    # An answer may arrive a moment before its connection is free.
    assert 1 <= open_connections() <= 3

    assert desk.look(2 * KEPT) == {200}

    assert open_connections() <= KEPT


def test_who_hangs_up_takes_no_connection_along(desk: Desk) -> None:
    for _ in range(2 * KEPT):
        desk.hangs_up()
    wait_until_nobody_asks()

    assert desk.look(2 * KEPT) == {200}


def test_after_the_server_was_started_again_nobody_meets_an_old_connection(desk: Desk) -> None:
    desk.look(8)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount > 1

    assert [desk.looks()[0] for _ in range(5)] == [200] * 5


@pytest.fixture
def far(desk: Desk, passage: Passage, of_portals: dict[str, str]) -> Iterator[Desk]:
    """A portal whose way to the server can be closed and frozen; it gives up on no statement by itself."""
    portal = Portal({**of_portals, "DATABASE_URL": passage.url, "DATABASE_PATIENCE_SECONDS": "0"})
    try:
        portal.wait()
        desk = Desk(portal, desk.cookie)
        assert desk.looks()[0] == 200
        yield desk
    finally:
        portal.stop()


def test_a_page_says_that_the_server_is_away_and_comes_when_it_is_back(far: Desk, passage: Passage) -> None:
    passage.close()
    status, said = far.looks()
    assert (status, "The database does not answer" in said) == (503, True)

    passage.open()
    wait_until(lambda: far.looks()[0] == 200, what="the page is there again")


def test_a_page_says_it_too_of_a_server_that_stands_still(far: Desk, passage: Passage) -> None:
    with passage.frozen():
        status, said = far.looks()

    assert (status, "The database does not answer" in said) == (503, True)
    wait_until(lambda: far.looks()[0] == 200, what="the page is there again")
