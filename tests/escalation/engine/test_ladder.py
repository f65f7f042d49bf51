"""The steps of a policy in order and in time, without a database."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.engine.ladder import LAST_RESORT, Ladder, Step
from escalation.hours.business_time import Hours
from tests.clock import NOON, minutes_after


def ladder(*minutes: float, rounds: int = 1, pause: float = 30) -> Ladder:
    return Ladder(
        policy="Standard",
        steps=tuple(Step(timedelta(minutes=after), f"step at {after}") for after in minutes),
        rounds=rounds,
        pause=timedelta(minutes=pause),
        acknowledge_within=timedelta(minutes=15),
        hours=Hours.always(),
    )


@pytest.mark.parametrize(
    ("number", "action", "minutes"),
    [
        (0, "step at 10", 10),
        (1, "step at 20", 20),
        (2, "step at 10", 60),
        (3, "step at 20", 70),
        (4, LAST_RESORT, 100),
        (5, LAST_RESORT, 130),
    ],
)
def test_two_rounds_follow_each_other_and_then_the_last_resort(number: int, action: str, minutes: float) -> None:
    twice = ladder(10, 20, rounds=2)

    assert twice.step(number).action == action
    assert twice.due_at(number, sent_at=NOON) == minutes_after(minutes)


def test_after_an_outage_the_next_step_comes_a_minute_later() -> None:
    late = minutes_after(90)

    assert ladder(10, 20).next_due_at(1, sent_at=NOON, now=late) == minutes_after(91)


def test_a_step_that_is_not_due_yet_waits_for_its_time() -> None:
    assert ladder(10, 20).next_due_at(1, sent_at=NOON, now=minutes_after(10)) == minutes_after(20)


lengths = st.integers(1, 500).map(float)


@given(
    st.lists(lengths, max_size=4, unique=True).map(sorted),
    st.integers(1, 9),
    lengths,
    st.integers(0, 40),
)
def test_no_step_comes_before_the_one_ahead_of_it(minutes: list[float], rounds: int, pause: float, number: int) -> None:
    some = ladder(*minutes, rounds=rounds, pause=pause)

    assert some.due_at(number, sent_at=NOON) < some.due_at(number + 1, sent_at=NOON)


@given(st.lists(lengths, max_size=4).map(sorted), st.integers(1, 9), lengths)
def test_what_is_frozen_reads_as_it_was(minutes: list[float], rounds: int, pause: float) -> None:
    some = ladder(*minutes, rounds=rounds, pause=pause)

    assert Ladder.from_json(some.to_json()) == some


def test_a_step_at_any_hour_does_not_wait_for_the_doors_to_open() -> None:
    class Closed(Hours):
        def add(self, start: datetime, span: timedelta) -> datetime:
            return start + span + timedelta(hours=12)

    steps = (Step(timedelta(minutes=10), "day"), Step(timedelta(minutes=10), "night", at_any_hour=True))
    closed = Ladder("Standard", steps, 1, timedelta(hours=1), timedelta(minutes=15), Closed.always())

    assert closed.due_at(0, sent_at=NOON) == minutes_after(10 + 12 * 60)
    assert closed.due_at(1, sent_at=NOON) == minutes_after(10)
