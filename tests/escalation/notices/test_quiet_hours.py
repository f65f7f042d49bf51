"""Quiet hours by the clock on the wall: what comes up in them is held until their end, and no longer."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.notices.quiet_hours import held_until


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "start", "end", "zone", "until"),
    [
        ("2026-03-10T21:59", 22, 7, "UTC", "2026-03-10T21:59"),
        ("2026-03-10T22:00", 22, 7, "UTC", "2026-03-11T07:00"),
        ("2026-03-11T06:59", 22, 7, "UTC", "2026-03-11T07:00"),
        ("2026-03-11T07:00", 22, 7, "UTC", "2026-03-11T07:00"),
        ("2026-03-10T12:30", 12, 13, "UTC", "2026-03-10T13:00"),
        ("2026-03-10T12:30", 9, 9, "UTC", "2026-03-10T12:30"),
        ("2026-03-10T21:30", 22, 7, "Europe/Berlin", "2026-03-11T06:00"),
        # The night in which clocks are set forward is an hour shorter.
        ("2026-03-28T23:00", 22, 7, "Europe/Berlin", "2026-03-29T05:00"),
    ],
)
def test_what_comes_up_in_quiet_hours_waits(now: str, start: int, end: int, zone: str, until: str) -> None:
    assert held_until(at(now), quiet_from=time(start), quiet_until=time(end), zone=zone) == at(until)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: at("2026-01-01") + timedelta(minutes=minutes)),
    st.times(),
    st.times(),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_nothing_is_held_for_longer_than_a_day_or_into_quiet_hours(
    now: datetime, start: time, end: time, zone: str
) -> None:
    until = held_until(now, quiet_from=start, quiet_until=end, zone=zone)

    assert now <= until <= now + timedelta(hours=25)
    assert until == now or until.astimezone(ZoneInfo(zone)).time().minute in {end.minute, (end.minute + 30) % 60}
