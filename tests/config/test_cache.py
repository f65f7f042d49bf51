"""What is counted together, and that nobody waits for it."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from django.test import Client

from config.cache import Quiet, SharedCache
from tests.factories import AgentFactory, TeamFactory
from tickets import rates

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _heard_of_no_failure() -> Iterator[None]:
    Quiet.until = 0.0
    yield
    Quiet.until = 0.0


def cache_at(url: str) -> SharedCache:
    return SharedCache(url, {"KEY_PREFIX": "test"})


def test_two_processes_count_together(redis_url: str) -> None:
    here, there = cache_at(redis_url), cache_at(redis_url)
    here.add("tries", 0, 60)

    here.incr("tries")
    there.incr("tries")

    assert (here.get("tries"), there.get("tries")) == (2, 2)


def test_while_redis_is_away_each_counts_for_itself_and_asks_it_again_later(redis_url: str) -> None:
    away = cache_at(NOWHERE)

    assert away.add("tries", 0, 60)
    asked = Quiet.until
    assert [away.incr("tries") for _ in range(3)] == [1, 2, 3]

    assert asked == Quiet.until > monotonic(), "a Redis that is away is left alone for a while"


@pytest.mark.django_db
def test_a_dead_redis_keeps_nobody_from_signing_in(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "config.cache.SharedCache", "LOCATION": NOWHERE}}
    agent = AgentFactory(username="priya", team=TeamFactory())
    agent.set_password("a long secret")
    agent.save(update_fields=["password"])
    asked = {"username": "priya", "password": "a long secret"}

    assert Client().post("/sign-in/", asked).status_code == 302
    assert Client().post("/api/v1/tokens/", asked, content_type="application/json").status_code == 201
    assert [rates.is_within("this", most=1) for _ in range(2)] == [True, False]
