"""What one stream is told, however slow its reader is."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import OperationalError

from config.streaming.hub import Hub
from config.streaming.listener import MOST_NEWS, Event, Listener
from config.streaming.readers import Reader
from config.streaming.route import Events
from tickets.changes import EVERYTHING


def listener(*topics: str) -> Listener:
    return Listener(topics or ["team:*"], agent_id=1)


def said(listener: Listener, within: float = 0.01) -> tuple[Event, list[str]]:
    return asyncio.run(listener.next(within=within))


def test_signals_that_wait_become_one() -> None:
    slow = listener("team:1", "team:2")
    for topic in ("team:2", "team:1", "team:2"):
        slow.tell(topic)

    assert said(slow) == (Event.CHANGED, ["team:1", "team:2"])
    assert said(slow) == (Event.BEAT, [])


def test_a_reader_too_slow_for_what_happens_looks_at_everything_once() -> None:
    slow = listener("team:*")
    for number in range(MOST_NEWS * 3):
        slow.tell(f"team:{number}")

    assert said(slow) == (Event.RESYNC, ["team:*"])
    assert said(slow) == (Event.BEAT, [])


def test_what_came_while_nothing_could_be_heard_is_not_told_one_by_one() -> None:
    deaf = listener("team:1")
    deaf.tell("team:1")
    deaf.go_deaf()
    assert said(deaf) == (Event.DEAF, [])

    deaf.resync()
    deaf.tell("team:1")
    assert said(deaf) == (Event.RESYNC, ["team:1"])


@pytest.fixture
def hub() -> Hub:
    return Hub("unix:///nowhere", "changes")


def heard(hub: Hub, message: str, *listeners: Listener) -> list[tuple[Event, list[str]]]:
    """What each says of a message, past what it says on joining."""

    async def listen() -> list[tuple[Event, list[str]]]:
        for one in listeners:
            hub.join(one)
            one.resync()
            await one.next(within=1)
        hub.deliver(message)
        return [await one.next(within=0.01) for one in listeners]

    return asyncio.run(listen())


def test_a_signal_goes_to_those_who_may_hear_it(hub: Hub) -> None:
    hers, others, all_teams = listener("team:1"), listener("team:2"), listener("team:*", "agent:9")

    assert heard(hub, "team:1 ticket:5", hers, others, all_teams) == [
        (Event.CHANGED, ["team:1"]),
        (Event.BEAT, []),
        (Event.CHANGED, ["team:1"]),
    ]


def test_a_change_of_rights_puts_the_streams_of_one_agent_in_doubt(hub: Hub) -> None:
    hers, others = Listener(["team:1"], agent_id=1), Listener(["team:1"], agent_id=2)
    said_then = heard(hub, "rights:1 team:1", hers, others)

    assert (hers.is_in_doubt, others.is_in_doubt) == (True, False)
    assert said_then == [(Event.BEAT, []), (Event.CHANGED, ["team:1"])], "nothing is said while it is in doubt"


def test_a_ticket_that_moves_puts_in_doubt_those_who_hear_of_it(hub: Hub) -> None:
    hers, others = listener("ticket:5", "here:5"), listener("ticket:6", "team:5")
    heard(hub, "moved:5", hers, others)

    assert (hers.is_in_doubt, others.is_in_doubt) == (True, False)


@pytest.mark.parametrize(
    ("may_still_hear", "says"),
    [
        ({"team:1", "ticket:5"}, ["event: changed\ndata: ticket:5"] * 2),
        ({"team:1"}, ["event: resync\ndata: team:1"]),
        (None, ["end"]),
    ],
)
def test_a_stream_in_doubt_asks_anew_and_says_no_more_than_it_then_may(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, may_still_hear: set[str] | None, says: list[str]
) -> None:
    entitled: list[set[str] | None] = [{"team:1", "ticket:5"}]
    monkeypatch.setattr(
        "config.streaming.route.reader_of",
        lambda *asked: None if entitled[0] is None else Reader(1, frozenset(entitled[0])),
    )
    told: list[str] = []

    async def keep(message: Mapping[str, Any]) -> None:
        told.extend(line for line in message.get("body", b"").decode().split("\n\n") if line.startswith("event"))
        if not message.get("more_body") and message["type"] == "http.response.body":
            told.append("end")

    async def stays() -> Mapping[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def story() -> None:
        scope = {"method": "GET", "headers": [], "query_string": b""}
        stream = asyncio.create_task(Events(hub)(scope, stays, keep))
        while not hub._listeners:
            await asyncio.sleep(0.001)
        (one,) = hub._listeners
        one.resync()
        while "event: resync\ndata: team:1 ticket:5" not in told:
            await asyncio.sleep(0.001)
        told.clear()
        entitled[0] = may_still_hear
        hub.deliver("moved:5 ticket:5")
        while not told:
            await asyncio.sleep(0.001)
        hub.deliver("ticket:5")
        await asyncio.sleep(0.05)
        stream.cancel()

    asyncio.run(asyncio.wait_for(story(), 10))

    assert told == says


def test_lost_signals_are_news_to_all(hub: Hub) -> None:
    one = listener("team:1")
    assert heard(hub, f"{EVERYTHING} team:7", one) == [(Event.BEAT, [])]
    assert one.is_in_doubt, "what was lost may have been that she may hear less"

    one.is_in_doubt = False
    hub.let_hear(one, one.topics)
    assert said(one) == (Event.RESYNC, ["team:1"])


def test_who_left_is_forgotten(hub: Hub) -> None:
    gone = listener("team:1")
    heard(hub, "team:1", gone)
    hub.leave(gone)
    hub.deliver("team:1")

    assert said(gone) == (Event.BEAT, [])


def test_while_the_database_is_gone_a_browser_is_asked_to_come_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot_say(*asked: Any) -> None:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr("config.streaming.route.reader_of", cannot_say)
    sent: list[Mapping[str, Any]] = []

    async def keep(message: Mapping[str, Any]) -> None:
        sent.append(message)

    async def says_nothing() -> Mapping[str, Any]:
        return {"type": "http.request"}

    asyncio.run(Events(hub)({"method": "GET", "headers": [], "query_string": b""}, says_nothing, keep))

    assert sent[0]["status"] == 503


def test_a_browser_that_stops_reading_is_given_up_and_costs_no_more_than_a_set(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.streaming.route.READ_WITHIN", 0.05)
    monkeypatch.setattr("config.streaming.route.reader_of", lambda *asked: Reader(1, frozenset({"team:1"})))

    async def sends_nothing_on(message: Mapping[str, Any]) -> None:
        if message.get("more_body"):
            await asyncio.sleep(60)

    async def never_leaves() -> Mapping[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    scope = {"method": "GET", "headers": [], "query_string": b""}
    asyncio.run(asyncio.wait_for(Events(hub)(scope, never_leaves, sends_nothing_on), 5))

    assert not hub._listeners
