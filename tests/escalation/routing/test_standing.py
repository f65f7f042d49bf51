"""The router of a process: built once, and ahead, so that nobody who asks waits for it."""

import asyncio
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError

from config import asgi
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.routing import ahead, standing
from escalation.routing.ahead import Ahead
from escalation.routing.word_vectors import word_vectors
from tests.clock import NOON
from tests.escalation.routing.published import CRITERIA, publish
from tests.support.processes import wait_until

MOVED = CRITERIA.replace("team: access, handoff: incident", "team: billing, handoff: incident")


class Held:
    """Compares by words; reading what teams say of themselves lasts until it is let go."""

    name = "words"

    def __init__(self) -> None:
        self.let_go, self.read = Event(), 0
        self.let_go.set()

    def encode(self, texts: Sequence[str]) -> Sequence[Any]:
        if len(texts) > 1:
            self.read += 1
            self.let_go.wait(20)
        return word_vectors().encode(texts)

    def closeness(self, vector: Any, to: Sequence[Any]) -> list[float]:
        return word_vectors().closeness(vector, to)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Held:
    held = Held()
    monkeypatch.setattr(standing, "best_way", lambda: held)
    return held


@pytest.fixture
def kept_ready(monkeypatch: pytest.MonkeyPatch, encoder: Held) -> Iterator[None]:
    monkeypatch.setattr(ahead, "LOOK_EVERY", 0.02)
    standing.keep_ready()
    yield
    encoder.let_go.set()
    standing.ahead.stop()


def team_of_a_ransom() -> str:
    return standing.standing_router().route("they ask for a ransom").team


def publish_another() -> None:
    load(read_criteria(MOVED))
    publish_all(by=None, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_after_publishing_the_router_before_answers_until_the_new_one_is_there(
    encoder: Held, kept_ready: None
) -> None:
    publish()
    wait_until(lambda: team_of_a_ransom() == "access")
    before = standing.standing_router()
    encoder.let_go.clear()
    publish_another()

    assert standing.standing_router() is before

    encoder.let_go.set()
    wait_until(lambda: team_of_a_ransom() == "billing")


@pytest.mark.django_db(transaction=True)
def test_what_is_built_in_a_moment_is_waited_for(
    encoder: Held, kept_ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    wait_until(lambda: team_of_a_ransom() == "access")
    monkeypatch.setattr(ahead, "LOOK_EVERY", 20)
    monkeypatch.setattr(standing, "MOMENT", 20)
    wait_until(lambda: team_of_a_ransom() == "access")
    publish_another()

    assert team_of_a_ransom() == "billing"


@pytest.mark.django_db(transaction=True)
def test_the_first_router_is_built_by_the_thread_and_not_by_whoever_asks_first(encoder: Held) -> None:
    publish()
    standing.keep_ready()
    wait_until(lambda: encoder.read > 0)
    standing.ahead.stop()
    read_ahead = encoder.read

    assert team_of_a_ransom() == "access"
    assert encoder.read == read_ahead


@pytest.mark.django_db
def test_where_nothing_is_built_ahead_what_is_published_answers_at_once() -> None:
    publish()
    assert team_of_a_ransom() == "access"
    publish_another()

    assert team_of_a_ransom() == "billing"


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_builds_it_where_the_thread_has_ended(encoder: Held, kept_ready: None) -> None:
    publish()
    wait_until(lambda: team_of_a_ransom() == "access")
    standing.ahead.stop()
    publish_another()

    assert team_of_a_ransom() == "billing"


def test_a_thread_that_was_not_seen_for_long_is_not_relied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = Event()
    thread = Ahead(lambda: let_go.wait(20))
    said = [thread.is_at_work]
    thread.start()
    said.append(thread.is_at_work)
    monkeypatch.setattr(ahead, "SILENT_FOR", 0.0)
    said.append(thread.is_at_work)
    let_go.set()
    thread.stop()

    assert said == [False, True, False]


@pytest.mark.parametrize("problem", [OperationalError("gone"), ValueError("broken")])
def test_it_goes_on_after_whatever_went_wrong(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    monkeypatch.setattr(ahead, "LOOK_EVERY", 0.01)
    problems, did = [problem], Event()

    def do() -> None:
        if problems:
            raise problems.pop()
        did.set()

    thread = Ahead(do)
    thread.start()

    assert did.wait(10)
    thread.stop()


def test_a_web_process_builds_it_when_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []

    class Stream:
        async def lifespan(self, *said: object) -> None:
            began.append("stream")

    monkeypatch.setattr(asgi, "events", Stream)
    monkeypatch.setattr(asgi, "keep_ready", lambda: began.append("router"))
    asyncio.run(asgi.application({"type": "lifespan"}, None, None))  # type: ignore[arg-type]

    assert began == ["router", "stream"]
