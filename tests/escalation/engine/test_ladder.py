"""The steps of a policy in order and in time, without a database."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.engine.ladder import LAST_RESORT, Coming, Ladder, Step
from escalation.hours.business_time import Hours, window_between
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
    late = minutes_after(29)

    assert ladder(10, 20).following(0, [], sent_at=NOON, now=late) == Coming(1, minutes_after(30))


def test_a_step_that_is_not_due_yet_waits_for_its_time() -> None:
    following = ladder(10, 20).following(0, [], sent_at=NOON, now=minutes_after(10.01))

    assert following == Coming(1, minutes_after(20))


def test_steps_planned_for_one_instant_come_together_even_if_late() -> None:
    both = ladder(20, 20)

    assert both.following(0, [], sent_at=NOON, now=minutes_after(20.01)) == Coming(1, minutes_after(20))
    assert both.following(0, [], sent_at=NOON, now=minutes_after(25)) == Coming(1, minutes_after(20))


def test_of_what_came_round_several_times_in_an_outage_the_last_time_is_made_up_for() -> None:
    often, now, taken = ladder(10, 20, rounds=3, pause=30), minutes_after(24 * 60), list[int]()

    coming = often.coming(taken, sent_at=NOON, now=now)
    while coming.due_at <= minutes_after(24 * 60 + 10):
        taken.append(coming.number)
        now = max(now, coming.due_at)
        coming = often.following(coming.number, taken[:-1], sent_at=NOON, now=now)

    assert [often.step(number).action for number in taken] == ["step at 10", "step at 20", LAST_RESORT]
    assert taken[:2] == [4, 5]
    assert often.due_at(taken[2], sent_at=NOON) == minutes_after(24 * 60)
    assert coming == Coming(taken[2] + 1, minutes_after(24 * 60 + 30))


@given(
    st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=4).map(sorted),
    st.integers(1, 3),
    st.integers(1, 300),
    st.integers(0, 24 * 60),
)
def test_in_any_hours_each_step_comes_once_and_when_it_is_planned(
    planned: list[tuple[int, bool]], rounds: int, pause: int, start: int
) -> None:
    days = Hours("UTC", ((window_between(time(9), time(17)),),) * 7)
    steps = tuple(Step(timedelta(minutes=after), "step", at_any_hour=any_hour) for after, any_hour in planned)
    some = Ladder("Standard", steps, rounds, timedelta(minutes=pause), timedelta(minutes=15), days)
    sent_at = minutes_after(start)

    coming, taken = some.coming([], sent_at=sent_at, now=sent_at), list[int]()
    while len(taken) < rounds * len(steps) + 3:
        assert coming.due_at == some.due_at(coming.number, sent_at=sent_at)
        taken.append(coming.number)
        coming = some.following(coming.number, taken[:-1], sent_at=sent_at, now=coming.due_at)

    assert sorted(taken) == list(range(rounds * len(steps) + 3))
    times = [some.due_at(number, sent_at=sent_at) for number in taken]
    assert times == sorted(times)


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
    moved = some.moved_on(0, hours=Hours.always(), now=NOON)
    assert Ladder.from_json(moved.to_json()) == moved


def test_what_was_frozen_before_a_handoff_could_move_reads_too() -> None:
    frozen = ladder(10).to_json()
    del frozen["since"], frozen["passed"]

    assert Ladder.from_json(frozen) == ladder(10)


def test_a_step_at_any_hour_does_not_wait_for_the_doors_to_open() -> None:
    class Closed(Hours):
        def add(self, start: datetime, span: timedelta) -> datetime:
            return start + span + timedelta(hours=12)

    steps = (Step(timedelta(minutes=10), "day"), Step(timedelta(minutes=10), "night", at_any_hour=True))
    closed = Ladder("Standard", steps, 1, timedelta(hours=1), timedelta(minutes=15), Closed.always())

    assert closed.due_at(0, sent_at=NOON) == minutes_after(10 + 12 * 60)
    assert closed.due_at(1, sent_at=NOON) == minutes_after(10)
