"""Time counted in opening hours, against a reference that looks at every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from escalation.hours.business_time import ALL_DAY, Hours, NeverOpen, NoSuchWindow, Window

MINUTE = timedelta(minutes=1)
OFFICE = Window(9 * 60, 17 * 60)
# Clocks set forward or back near these instants: by an hour, by half an hour, at midnight, twice a year around
# Ramadan; a zone that left out 30 December 2011; one that has offsets of 45 minutes; some that never change.
CHANGES = {
    "America/New_York": ["2026-03-08T07:00", "2026-11-01T06:00"],
    "Europe/London": ["2026-03-29T01:00", "2026-10-25T01:00"],
    "Europe/Dublin": ["2026-03-29T01:00", "2026-10-25T01:00"],
    "Europe/Berlin": ["2026-03-29T01:00", "2026-10-25T01:00"],
    "Australia/Lord_Howe": ["2026-04-04T15:00", "2026-10-03T15:30"],
    "Australia/Sydney": ["2026-04-04T16:00", "2026-10-03T16:00"],
    "Pacific/Apia": ["2011-12-30T10:00", "2012-03-31T14:00"],
    "Pacific/Auckland": ["2026-04-04T14:00", "2026-09-26T14:00"],
    "Pacific/Chatham": ["2026-04-04T14:00", "2026-09-26T14:00"],
    "America/Havana": ["2026-03-08T05:00", "2026-11-01T05:00"],
    "America/St_Johns": ["2026-03-08T05:30", "2026-11-01T04:30"],
    "America/Sao_Paulo": ["2018-11-04T03:00", "2018-02-18T02:00"],
    "America/Santiago": ["2026-04-05T03:00", "2026-09-06T04:00"],
    "America/Denver": ["2026-03-08T09:00", "2026-11-01T08:00"],
    "Africa/Casablanca": ["2026-02-15T02:00", "2026-03-22T02:00"],
    "Africa/Cairo": ["2026-04-23T22:00", "2026-10-29T21:00"],
    "Asia/Tehran": ["2021-03-21T20:30", "2021-09-21T19:30"],
    "Asia/Beirut": ["2026-03-28T22:00", "2026-10-24T21:00"],
    "Asia/Kolkata": ["2026-03-29T01:00"],
    "Asia/Singapore": ["2026-03-29T01:00"],
    "UTC": ["2026-03-29T01:00"],
}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekdays(
    *windows: Window, zone: str = "UTC", exceptions: tuple[tuple[date, tuple[Window, ...]], ...] = ()
) -> Hours:
    return Hours(zone, (windows,) * 5 + ((),) * 2, exceptions)


@st.composite
def windows_of_a_day(draw: st.DrawFn) -> tuple[Window, ...]:
    """None to two windows on the minute; the last may run into the next day."""
    edges = draw(st.lists(st.integers(0, 1439), min_size=0, max_size=4, unique=True).map(sorted))
    windows = [Window(opens, closes) for opens, closes in zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        windows.append(Window(edges[-1], edges[-1] + draw(st.integers(1, 1440))))
    return tuple(windows)


@st.composite
def hours_and_instant(draw: st.DrawFn, zone: str = "", change: str = "") -> tuple[Hours, datetime]:
    """Some hours in a zone, any where none is named, and an instant near a change of its clocks."""
    zone = zone or draw(st.sampled_from(sorted(CHANGES)))
    start = utc(change or draw(st.sampled_from(CHANGES[zone]))) + timedelta(minutes=draw(st.integers(-2000, 600)))
    week = tuple(draw(st.tuples(*[windows_of_a_day()] * 7)))
    assume(any(week))
    today = start.astimezone(ZoneInfo(zone)).date()
    days = draw(st.dictionaries(st.integers(-1, 3), windows_of_a_day(), max_size=2))
    exceptions = tuple((today + timedelta(days=day), windows) for day, windows in sorted(days.items()))
    return Hours(zone, week, exceptions), start


def open_minutes(hours: Hours, start: datetime, count: int) -> list[bool]:
    """Whether each minute from `start` on is open: looked up on the clock on the wall, minute by minute.

    A window is open from the first to the last minute that the clock shows within it.
    """
    before, zone = 2 * 1440, ZoneInfo(hours.zone)  # as long ago as a window may have opened that is open now
    wall = [(start + n * MINUTE).astimezone(zone).replace(tzinfo=None) for n in range(-before, count + before)]
    is_open = [False] * len(wall)
    exceptions = dict(hours.exceptions)
    # A date that clocks left out still has its windows: one that runs into the next day is open there.
    days = (wall[-1].date() - wall[0].date()).days
    for day in (wall[0].date() + timedelta(days=n) for n in range(days + 1)):
        for window in exceptions.get(day, hours.week[day.weekday()]):
            midnight = datetime.combine(day, time())
            opens, closes = midnight + window.opens * MINUTE, midnight + window.closes * MINUTE
            within = [n for n, reading in enumerate(wall) if opens <= reading < closes]
            if within:
                is_open[within[0] : within[-1] + 1] = [True] * (within[-1] + 1 - within[0])
    return is_open[before : before + count]


@pytest.mark.parametrize(("zone", "change"), [(zone, each) for zone, days in CHANGES.items() for each in days])
@settings(max_examples=3, deadline=None)
@given(st.data())
def test_every_minute_is_open_or_closed_as_the_clock_on_the_wall_says(
    zone: str, change: str, data: st.DataObject
) -> None:
    hours, start = data.draw(hours_and_instant(zone, change))
    expected = open_minutes(hours, start, 1500)

    assert [hours.is_open(start + n * MINUTE) for n in range(0, 1500, 37)] == expected[::37]
    assert hours.elapsed(start, start + 1500 * MINUTE) == sum(expected) * MINUTE


spans = st.timedeltas(timedelta(0), timedelta(days=5))


@settings(max_examples=30, deadline=None)
@given(hours_and_instant(), spans)
def test_what_was_added_has_elapsed(given_: tuple[Hours, datetime], span: timedelta) -> None:
    hours, start = given_

    assert hours.elapsed(start, hours.add(start, span)) == span


@settings(max_examples=30, deadline=None)
@given(hours_and_instant(), spans, spans)
def test_adding_twice_is_adding_both(given_: tuple[Hours, datetime], one: timedelta, other: timedelta) -> None:
    hours, start = given_

    assert hours.add(hours.add(start, one), other) == hours.add(start, one + other)


@settings(max_examples=30, deadline=None)
@given(hours_and_instant(), st.timedeltas(timedelta(0), timedelta(days=2)), spans)
def test_who_starts_later_is_not_due_earlier(given_: tuple[Hours, datetime], later: timedelta, span: timedelta) -> None:
    hours, start = given_

    assert hours.add(start, span) <= hours.add(start + later, span)


@settings(max_examples=30, deadline=None)
@given(hours_and_instant())
def test_the_next_opening_is_open_and_nothing_before_it_is(given_: tuple[Hours, datetime]) -> None:
    hours, start = given_
    opens = hours.next_opening(start)

    assert hours.is_open(opens)
    assert hours.elapsed(start, opens) == timedelta(0)


@settings(max_examples=30, deadline=None)
@given(hours_and_instant())
def test_hours_that_were_frozen_read_as_they_were(given_: tuple[Hours, datetime]) -> None:
    hours, _ = given_

    assert Hours.from_json(hours.to_json()) == hours


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-10T10:00:30", 15, "2026-03-10T10:15:30"),  # Tuesday
        ("2026-03-10T16:50", 15, "2026-03-11T09:05"),
        ("2026-03-10T16:45", 15, "2026-03-10T17:00"),  # until the very end
        ("2026-03-13T17:00", 15, "2026-03-16T09:15"),  # Friday evening
        ("2026-03-10T03:00", 15, "2026-03-10T09:15"),
        ("2026-03-17T12:00", 15, "2026-03-18T09:15"),  # a half holiday, closed since noon
        ("2026-03-18T16:59", 15, "2026-03-20T09:14"),  # a holiday
    ],
)
def test_closed_time_does_not_count(start: str, minutes: int, due: str) -> None:
    half, none = (date(2026, 3, 17), (Window(9 * 60, 12 * 60),)), (date(2026, 3, 19), ())

    assert weekdays(OFFICE, exceptions=(half, none)).add(utc(start), minutes * MINUTE) == utc(due)


@pytest.mark.parametrize(
    ("zone", "window", "start", "hours", "due"),
    [
        # New York sets its clocks forward at 02:00 and back at 02:00: the night is an hour shorter or longer.
        ("America/New_York", Window(0, 1440), "2026-03-08T06:30", 1, "2026-03-08T07:30"),
        ("America/New_York", Window(22 * 60, 30 * 60), "2026-03-08T03:00", 7, "2026-03-08T10:00"),
        ("America/New_York", Window(22 * 60, 30 * 60), "2026-11-01T02:00", 9, "2026-11-01T11:00"),
        # Lord Howe sets its clocks by half an hour.
        ("Australia/Lord_Howe", Window(0, 4 * 60), "2026-10-03T13:30", 3.5, "2026-10-03T17:00"),
        # Samoa had no 30 December 2011: the day after the 29th was the 31st.
        ("Pacific/Apia", OFFICE, "2011-12-29T19:00", 8, "2011-12-30T03:00"),
        ("Pacific/Apia", OFFICE, "2011-12-30T03:30", 1, "2011-12-30T20:00"),
        # Havana goes back at 01:00 to 00:00: what opens at 00:30 opens when clocks show it first.
        ("America/Havana", Window(30, 2 * 60), "2026-11-01T04:00", 1, "2026-11-01T05:30"),
    ],
)
def test_changes_of_clocks_shorten_and_lengthen_what_is_open(
    zone: str, window: Window, start: str, hours: float, due: str
) -> None:
    assert Hours(zone, ((window,),) * 7).add(utc(start), timedelta(hours=hours)) == utc(due)


def test_a_night_shift_goes_on_past_midnight() -> None:
    nights = weekdays(Window(22 * 60, 30 * 60))

    assert nights.is_open(utc("2026-03-14T05:59"))  # Saturday morning is still Friday's shift
    assert not nights.is_open(utc("2026-03-14T06:00"))
    assert not nights.is_open(utc("2026-03-14T22:00"))


def test_the_end_of_the_day_belongs_to_the_day() -> None:
    late = weekdays(Window(12 * 60, 24 * 60))

    assert late.is_open(utc("2026-03-10T23:59:59.999999"))
    assert not late.is_open(utc("2026-03-11T00:00"))


def test_always_open_counts_every_second() -> None:
    start = utc("2026-03-08T06:30")

    assert Hours.always().add(start, timedelta(days=400, seconds=1)) == start + timedelta(days=400, seconds=1)
    assert Hours.always().to_json() == {}


@pytest.mark.parametrize("week", [((),) * 7, ()])
def test_hours_that_never_open_are_refused(week: tuple[tuple[Window, ...], ...]) -> None:
    with pytest.raises(NeverOpen):
        Hours("UTC", week, ((date(2026, 3, 10), (ALL_DAY,)),))


@pytest.mark.parametrize(("opens", "closes"), [(600, 600), (700, 600), (-1, 60), (1440, 1500), (60, 1501)])
def test_a_window_that_is_none_is_refused(opens: int, closes: int) -> None:
    with pytest.raises(NoSuchWindow):
        Window(opens, closes)
