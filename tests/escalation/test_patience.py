"""A database that does not answer is given up on, and asked again on another connection."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from escalation import patience
from tests.support.at_once import on_own_connection

pytestmark = pytest.mark.django_db


def ask(seconds: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7 FROM pg_sleep(%s)", [seconds])
        found: int = cursor.fetchone()[0]
    return found


def in_a_thread(act: object) -> object:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(on_own_connection, lambda _: act(), None).result()  # type: ignore[operator]


def test_who_waits_too_long_gives_up_and_is_answered_on_another_connection() -> None:
    def wait() -> int:
        with pytest.raises(OperationalError), patience.answers_within(0.2):
            ask(2)
        return ask(0)

    assert in_a_thread(wait) == 7


def test_what_is_asked_afterwards_may_take_its_time() -> None:
    def wait() -> int:
        with patience.answers_within(0.2):
            ask(0)
        return ask(0.5)

    assert in_a_thread(wait) == 7
