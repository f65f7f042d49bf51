"""What ends a clock and what that makes of it: a table of every case, and what holds whatever the instants are."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.deadlines import Ending, How, Verdict, first_ending, verdict
from tests.clock import NOON, minutes_after

DUE = minutes_after(15)
INSTANT = timedelta(microseconds=1)
BEFORE, AFTER = DUE - INSTANT, DUE + INSTANT

INSTANTS = st.integers(-5, 5).map(lambda number: DUE + number * INSTANT)
MAYBE = st.none() | INSTANTS
ENDINGS = st.none() | st.builds(Ending, how=st.sampled_from(How), at=INSTANTS)


@pytest.mark.parametrize(
    ("ending", "now", "expected"),
    [
        pytest.param(None, BEFORE, Verdict(), id="nothing happened, time is left"),
        pytest.param(None, DUE, Verdict(), id="nothing happened, the last instant"),
        pytest.param(None, AFTER, Verdict(breached_at=DUE), id="nothing happened, time is over"),
        pytest.param(Ending(How.DONE, BEFORE), BEFORE, Verdict(met_at=BEFORE), id="done in time"),
        pytest.param(Ending(How.DONE, DUE), AFTER, Verdict(met_at=DUE), id="done at the last instant"),
        pytest.param(Ending(How.DONE, BEFORE), AFTER, Verdict(met_at=BEFORE), id="done in time, looked at late"),
        pytest.param(Ending(How.DONE, AFTER), AFTER, Verdict(met_at=AFTER, breached_at=DUE), id="done late"),
        pytest.param(Ending(How.MOOT, BEFORE), BEFORE, Verdict(voided_at=BEFORE), id="moot in time"),
        pytest.param(Ending(How.MOOT, DUE), AFTER, Verdict(voided_at=DUE), id="moot at the last instant"),
        pytest.param(Ending(How.MOOT, AFTER), AFTER, Verdict(voided_at=AFTER, breached_at=DUE), id="moot too late"),
    ],
)
def test_the_verdict_on_each_case(ending: Ending | None, now: datetime, expected: Verdict) -> None:
    assert verdict(due_at=DUE, ending=ending, now=now) == expected


@pytest.mark.parametrize(
    ("done_at", "moot_at", "expected"),
    [
        pytest.param(None, [], None, id="nothing"),
        pytest.param(None, [None, None], None, id="nothing of all that could"),
        pytest.param(NOON, [None], Ending(How.DONE, NOON), id="the deed alone"),
        pytest.param(None, [None, NOON], Ending(How.MOOT, NOON), id="moot alone"),
        pytest.param(NOON, [NOON], Ending(How.DONE, NOON), id="at one instant the deed counts"),
        pytest.param(AFTER, [DUE, BEFORE], Ending(How.MOOT, BEFORE), id="whatever was first"),
    ],
)
def test_what_ended_a_clock_first(
    done_at: datetime | None, moot_at: list[datetime | None], expected: Ending | None
) -> None:
    assert first_ending(done_at=done_at, moot_at=moot_at) == expected


@given(done_at=MAYBE, moot_at=st.lists(MAYBE, max_size=4))
def test_nothing_happened_before_the_first_ending(done_at: datetime | None, moot_at: list[datetime | None]) -> None:
    ending = first_ending(done_at=done_at, moot_at=moot_at)

    happened = [at for at in (done_at, *moot_at) if at is not None]
    assert (ending.at if ending else None) == min(happened, default=None)


@given(done_at=MAYBE, moot_at=st.lists(MAYBE, max_size=4))
def test_the_order_in_which_facts_are_listed_does_not_matter(
    done_at: datetime | None, moot_at: list[datetime | None]
) -> None:
    forward = first_ending(done_at=done_at, moot_at=moot_at)

    assert forward == first_ending(done_at=done_at, moot_at=moot_at[::-1])


@given(ending=ENDINGS, now=INSTANTS)
def test_a_clock_is_met_exactly_when_its_deed_was_done_by_the_time_it_was_due(
    ending: Ending | None, now: datetime
) -> None:
    found = verdict(due_at=DUE, ending=ending, now=now)

    in_time = ending is not None and ending.how == How.DONE and ending.at <= DUE
    assert (found.met_at is not None and found.breached_at is None) == in_time


@given(ending=ENDINGS, now=INSTANTS)
def test_a_breach_is_dated_when_it_was_due(ending: Ending | None, now: datetime) -> None:
    assert verdict(due_at=DUE, ending=ending, now=now).breached_at in {None, DUE}


@given(ending=ENDINGS, now=INSTANTS)
def test_void_and_met_exclude_each_other(ending: Ending | None, now: datetime) -> None:
    found = verdict(due_at=DUE, ending=ending, now=now)

    assert found.voided_at is None or found.met_at is None


@given(ending=ENDINGS.filter(bool), early=INSTANTS, late=INSTANTS)
def test_once_ended_it_does_not_matter_when_somebody_looks(ending: Ending, early: datetime, late: datetime) -> None:
    assert verdict(due_at=DUE, ending=ending, now=early) == verdict(due_at=DUE, ending=ending, now=late)


@given(early=INSTANTS, later=st.integers(0, 10))
def test_a_breach_is_never_taken_back_by_time_alone(early: datetime, later: int) -> None:
    before = verdict(due_at=DUE, ending=None, now=early)
    after = verdict(due_at=DUE, ending=None, now=early + later * INSTANT)

    assert before == Verdict() or before == after
