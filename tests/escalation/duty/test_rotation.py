"""Whose turn it is: counted in dates, without gap or overlap, whatever clocks do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.duty.rotation import Rotation

ANNA, BEN, CLEO = 1, 2, 3
WEEKLY = Rotation((ANNA, BEN, CLEO), date(2026, 3, 2), 7, time(9), "Europe/Berlin")
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "member"),
    [
        ("2026-03-02T07:59:59.999999", None),  # the rota has not begun
        ("2026-03-02T08:00", ANNA),
        ("2026-03-09T07:59:59.999999", ANNA),
        ("2026-03-09T08:00", BEN),
        ("2026-03-16T08:00", CLEO),
        ("2026-03-30T06:59:59.999999", ANNA),  # since Sunday clocks in Berlin are an hour ahead
        ("2026-03-30T07:00", BEN),
    ],
)
def test_a_turn_begins_at_the_very_instant_of_the_handover(at: str, member: int | None) -> None:
    assert WEEKLY.member_at(utc(at)) == member


def test_a_rota_without_members_has_nobody() -> None:
    assert Rotation((), date(2026, 3, 2), 7, time(9), "UTC").member_at(utc("2026-03-10T12:00")) is None


def test_a_handover_that_clocks_skip_comes_when_they_are_set_forward() -> None:
    nightly = Rotation((ANNA, BEN), date(2026, 3, 7), 1, time(2, 30), "America/New_York")

    assert nightly.member_at(utc("2026-03-08T06:59:59")) == ANNA
    assert nightly.member_at(utc("2026-03-08T07:00")) == BEN


rotations = st.builds(
    Rotation,
    st.just((ANNA, BEN, CLEO)),
    st.dates(date(2011, 11, 1), date(2012, 2, 1)) | st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(1, 9),
    st.times().map(lambda reading: reading.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)


@settings(max_examples=40, deadline=None)
@given(rotations, st.integers(0, 200 * 1440))
def test_turns_follow_each_other_without_gap_or_overlap(rotation: Rotation, minutes: int) -> None:
    start = datetime.combine(rotation.start_date, time(), UTC) + timedelta(days=2)
    at = start + timedelta(minutes=minutes)
    ends_at, member = rotation.turn_ends_at(at), rotation.member_at(at)
    assert member is not None

    assert ends_at > at
    assert rotation.member_at(ends_at - timedelta(microseconds=1)) == member
    assert rotation.member_at(ends_at) == member % 3 + 1
    assert next(rotation.boundaries(at + timedelta(microseconds=1), ends_at + timedelta(seconds=1))) == ends_at
