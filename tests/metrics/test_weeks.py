"""Weeks begin on Monday at midnight where the site is, whatever its clocks do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.weeks import Week

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Asia/Beirut"]


@pytest.mark.parametrize(
    ("week", "zone", "starts_at", "hours"),
    [
        ("2026-W10", "UTC", "2026-03-02T00:00+00:00", 168),
        ("2026-W10", "Europe/Berlin", "2026-03-01T23:00+00:00", 168),
        ("2026-W13", "Europe/Berlin", "2026-03-22T23:00+00:00", 167),  # clocks go forward on its Sunday
        ("2026-W43", "Europe/Berlin", "2026-10-18T22:00+00:00", 169),  # and back on this one's
        ("2026-W53", "America/New_York", "2026-12-28T05:00+00:00", 168),
        ("2027-W01", "UTC", "2027-01-04T00:00+00:00", 168),
    ],
)
def test_a_week_lasts_from_monday_to_monday_on_the_clocks_of_its_zone(
    week: str, zone: str, starts_at: str, hours: int
) -> None:
    found = Week.parse(week, zone)

    assert found.starts_at == datetime.fromisoformat(starts_at)
    assert found.ends_at - found.starts_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text", ["2026-W54", "2027-W53", "2026-W00", "2026-10", "0001-W01", "9999-W52", "", "2026-W1\u0660"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"week|Invalid"):
        Week.parse(text, "UTC")


def test_the_last_days_of_a_year_may_belong_to_the_next_ones_first_week() -> None:
    assert str(Week.containing(datetime(2026, 12, 31, 12, tzinfo=UTC), "UTC")) == "2026-W53"
    assert str(Week.containing(datetime(2025, 12, 29, 12, tzinfo=UTC), "UTC")) == "2026-W01"
    assert str(Week.parse("2026-W53", "UTC").next) == "2027-W01"


@pytest.mark.parametrize(
    ("week", "dates"),
    [
        ("2026-W10", "2 to 8 March 2026"),
        ("2026-W14", "30 March to 5 April 2026"),
        ("2026-W53", "28 December 2026 to 3 January 2027"),
    ],
)
def test_a_week_says_its_dates_in_few_words(week: str, dates: str) -> None:
    assert Week.parse(week, "UTC").dates == dates


@given(st.integers(0, 5_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)), st.sampled_from(ZONES))
def test_each_instant_is_in_the_week_that_contains_it_and_in_no_other(instant: datetime, zone: str) -> None:
    week = Week.containing(instant, zone)

    assert week.starts_at <= instant < week.ends_at
    assert week.previous.ends_at == week.starts_at
    assert (week.next.previous, Week.parse(str(week), zone)) == (week, week)
