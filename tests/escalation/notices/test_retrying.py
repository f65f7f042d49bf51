"""When what could not be delivered is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.notices import retrying
from tests.clock import NOON


@pytest.mark.parametrize(
    ("attempts", "urgent", "seconds"),
    [(1, False, 5), (2, False, 300), (9, False, 86_400), (1, True, 5), (2, True, 15), (3, True, 60)],
)
def test_each_wait_is_that_of_the_schedule_and_a_fifth_at_most(attempts: int, urgent: bool, seconds: int) -> None:
    again = retrying.retry_at(attempts, now=NOON, key="k", urgent=urgent)

    assert again is not None
    assert timedelta(seconds=seconds) <= again - NOON <= timedelta(seconds=seconds * 1.2)


def test_after_the_last_try_it_is_given_up() -> None:
    assert retrying.retry_at(10, now=NOON, key="k", urgent=False) is None
    assert retrying.retry_at(12, now=NOON, key="k", urgent=True) is None


def test_a_target_that_asks_for_time_gets_it_and_no_more_than_a_day() -> None:
    hour = retrying.retry_at(1, now=NOON, key="k", urgent=False, asked=timedelta(hours=1))
    for_ever = retrying.retry_at(1, now=NOON, key="k", urgent=False, asked=timedelta(days=400))

    assert (hour, for_ever) == (NOON + timedelta(hours=1), NOON + timedelta(days=1))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 7), st.text(max_size=8), st.booleans())
def test_waits_grow_and_are_the_same_when_asked_again(attempts: int, key: str, urgent: bool) -> None:
    first = retrying.retry_at(attempts, now=NOON, key=key, urgent=urgent)
    second = retrying.retry_at(attempts + 2, now=NOON, key=key, urgent=urgent)

    assert first == retrying.retry_at(attempts, now=NOON, key=key, urgent=urgent)
    assert first is not None
    assert second is not None
    assert second > first


def test_a_message_of_many_says_how_many_of_each() -> None:
    assert retrying.headline(["A deadline was missed", "It came back", "A deadline was missed"]) == (
        "A deadline was missed (2), It came back (1)"
    )
