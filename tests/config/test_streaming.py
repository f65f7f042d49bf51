"""What one stream is told, however slow its reader is."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import OperationalError

from config.streaming.hub import Hub
from config.streaming.listener import MOST_NEWS, Event, Listener
from config.streaming.readers import Reader
from config.streaming.recent import MOST
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
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    """One that hears what a test has it hear."""
    monkeypatch.setattr(Hub, "start", lambda hub: None)
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


# --- a page that says what it has seen ---


def welcomed(hub: Hub, *after: str, hers: Listener, seen: str = "", known: str = "") -> list[tuple[Event, list[str]]]:
    """What a stream says that opens once these messages have come after the one that its page has seen."""

    async def listen() -> list[tuple[Event, list[str]]]:
        hub._is_hearing = True
        hub.deliver("#seen ticket:5")
        for message in after:
            hub.deliver(message)
        hub.join(hers, seen=seen, known=known or hub.mark)
        told = []
        while (words := await hers.next(within=0.01)) != (Event.BEAT, []):
            told.append(words)
        return told

    return asyncio.run(listen())


def test_a_page_that_has_seen_everything_is_told_no_more_than_what_it_hears(hub: Hub) -> None:
    assert welcomed(hub, hers=listener("team:1"), seen="#seen") == [(Event.HEARING, ["team:1"])]


def test_a_page_is_told_what_came_while_it_was_on_its_way(hub: Hub) -> None:
    came = ("#2 team:1 ticket:5", "#3 team:2", "#4 agent:1 team:1", "#5 rights:2")
    hers, all_teams = listener("team:1"), listener("team:*", "ticket:5")

    assert welcomed(hub, *came, hers=hers, seen="#seen") == [(Event.HEARING, ["team:1"]), (Event.CHANGED, ["team:1"])]
    assert welcomed(hub, *came, hers=all_teams, seen="#seen") == [
        (Event.HEARING, ["team:*", "ticket:5"]),
        (Event.CHANGED, ["team:1", "team:2", "ticket:5"]),
    ]


@pytest.mark.parametrize(
    "came",
    [("#2 rights:1",), ("#2 moved:5",), (f"#2 {EVERYTHING}",), tuple(f"#{n} team:{n}" for n in range(MOST_NEWS + 1))],
    ids=["her rights", "the ticket moved", "signals were lost", "too much"],
)
def test_what_cannot_be_told_one_by_one_has_the_page_look_again(hub: Hub, came: tuple[str, ...]) -> None:
    hers = listener("team:*", "ticket:5")

    assert welcomed(hub, *came, hers=hers, seen="#seen") == [(Event.RESYNC, ["team:*", "ticket:5"])]


@pytest.mark.parametrize("seen", ["", "#never heard of"])
def test_a_page_of_which_nobody_knows_what_it_has_seen_looks_again(hub: Hub, seen: str) -> None:
    assert welcomed(hub, hers=listener("team:1"), seen=seen) == [(Event.RESYNC, ["team:1"])]


def test_what_was_heard_before_redis_was_lost_says_nothing_of_what_came_since(hub: Hub) -> None:
    async def lose_and_come_back() -> str:
        hub._hear({"type": "subscribe"})
        hub.deliver("#1 team:1")
        mark = hub.mark
        hub._go_deaf(OSError())
        assert hub.mark == ""
        hub._hear({"type": "subscribe"})
        return mark

    seen = asyncio.run(lose_and_come_back())
    assert welcomed(hub, hers=listener("team:1"), seen=seen) == [(Event.RESYNC, ["team:1"])]


def test_marks_are_forgotten_in_time(hub: Hub) -> None:
    came = [f"#{number} agent:2" for number in range(MOST)]
    assert welcomed(hub, *came[1:], hers=listener("team:1"), seen="#seen") == [(Event.HEARING, ["team:1"])]
    assert welcomed(hub, *came, hers=listener("team:1"), seen="#seen") == [(Event.RESYNC, ["team:1"])]


def test_rights_that_changed_while_they_were_asked_for_are_asked_for_again(hub: Hub) -> None:
    hers, others = listener("team:1"), Listener(["team:1"], agent_id=2)
    assert welcomed(hub, "#2 rights:1", hers=others, seen="#2", known="#seen") == [(Event.HEARING, ["team:1"])]
    assert welcomed(hub, "#2 rights:1", hers=hers, seen="#2", known="#seen") == [], "nothing before it was asked"
    assert hers.is_in_doubt

    hers.is_in_doubt = False
    hers.may_hear(hers.topics)
    assert said(hers) == (Event.HEARING, ["team:1"]), "what it had to say is not lost over it"


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
