"""When shifts end, in the zones of those who work them, and when the window around is open."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.hours.business_time import Hours, window_between
from escalation.shift_change.windows import LONGEST_BREAK, ends_of_shifts, span_of_changes, window_around

DAY = timedelta(days=1)


def daily(zone: str, *windows: tuple[time, time]) -> Hours:
    return Hours(zone, ((tuple(window_between(*one) for one in windows)),) * 7)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


NINE_TO_FIVE = (time(9), time(17))


@pytest.mark.parametrize(
    ("hours", "day", "ends"),
    [
        (daily("UTC", NINE_TO_FIVE), at(2026, 3, 10), [at(2026, 3, 10, 17)]),
        (daily("Asia/Singapore", NINE_TO_FIVE), at(2026, 3, 10), [at(2026, 3, 10, 9)]),
        (daily("America/Denver", NINE_TO_FIVE), at(2026, 3, 10), [at(2026, 3, 10, 23)]),
        # The night in which clocks change: the wall says five, the world another hour than the day before.
        (daily("Europe/Lisbon", NINE_TO_FIVE), at(2026, 3, 28), [at(2026, 3, 28, 17)]),
        (daily("Europe/Lisbon", NINE_TO_FIVE), at(2026, 3, 29), [at(2026, 3, 29, 16)]),
        (daily("Europe/Lisbon", NINE_TO_FIVE), at(2026, 10, 25), [at(2026, 10, 25, 17)]),
        # A night shift that ends as the clocks go back lasts until the second time that they show half past one.
        (daily("Europe/Lisbon", (time(18), time(1, 30))), at(2026, 10, 25), [at(2026, 10, 25, 1, 30)]),
        # Lunch is no end; two shifts a day that meet have none between them.
        (daily("UTC", (time(9), time(12)), (time(13), time(17))), at(2026, 3, 10), [at(2026, 3, 10, 17)]),
        (daily("UTC", (time(6), time(14)), (time(14), time(22))), at(2026, 3, 10), [at(2026, 3, 10, 22)]),
        (Hours.always(), at(2026, 3, 10), []),
    ],
)
def test_a_shift_ends_when_the_clock_on_its_wall_says_so(hours: Hours, day: datetime, ends: list[datetime]) -> None:
    assert ends_of_shifts(hours, day, day + DAY) == ends


zones = st.sampled_from(["UTC", "Europe/Lisbon", "America/Denver", "Asia/Singapore", "Australia/Lord_Howe"])
instants = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda since: at(2025, 1, 1) + since)
shifts = st.builds(
    daily,
    zones,
    st.builds(lambda first, length: (time(first), time((first + length) % 24)), st.integers(0, 23), st.integers(1, 12)),
)


@given(shifts, instants)
def test_who_works_has_no_end_behind_her_and_who_does_not_has(hours: Hours, now: datetime) -> None:
    ends = ends_of_shifts(hours, now - 2 * DAY, now + DAY)

    assert ends == sorted(set(ends))
    assert all(not hours.is_open(end) and hours.is_open(end - timedelta(microseconds=1)) for end in ends)
    assert all(hours.elapsed(end, end + LONGEST_BREAK) == timedelta() for end in ends)


@given(
    instants,
    instants,
    st.timedeltas(timedelta(0), timedelta(hours=12)),
    st.timedeltas(timedelta(minutes=1), timedelta(hours=12)),
)
def test_an_end_is_looked_for_exactly_while_its_window_is_open(
    changes_at: datetime, now: datetime, before: timedelta, after: timedelta
) -> None:
    for moment in (now, changes_at - before, changes_at + after, changes_at):
        start, end = span_of_changes(moment, before=before, after=after)
        window = window_around(changes_at, before=before, after=after)
        assert (start <= changes_at < end) == window.is_open(moment)


@given(shifts, instants, st.integers(1, 120), st.integers(1, 120))
def test_windows_that_follow_each_other_do_not_depend_on_when_somebody_looks(
    hours: Hours, now: datetime, before: int, after: int
) -> None:
    allowed = {"before": timedelta(minutes=before), "after": timedelta(minutes=after)}
    seen = ends_of_shifts(hours, *span_of_changes(now, **allowed))
    later = ends_of_shifts(hours, *span_of_changes(now + timedelta(seconds=30), **allowed))

    assert all(end in later or not window_around(end, **allowed).is_open(now + timedelta(seconds=30)) for end in seen)
