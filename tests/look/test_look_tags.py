"""The tags that templates write icons, times and deadlines with."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from config.wording import left_in_words, length_in_words, since_in_words

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def rendered(template: str, **context: object) -> str:
    return Template(template).render(Context({"now": NOW, **context}))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=2, minutes=5), "2 h 5 min left"),
        (timedelta(minutes=12, seconds=59), "12 min left"),
        (timedelta(minutes=2), "2 min left"),
        (timedelta(seconds=102), "1:42 left"),
        (timedelta(seconds=9), "0:09 left"),
        (timedelta(0), "0 s overdue"),
        (timedelta(seconds=-30), "30 s overdue"),
        (timedelta(minutes=-3), "3 min overdue"),
        (timedelta(days=-2, hours=-3), "2 d 3 h overdue"),
    ],
)
def test_what_a_deadline_leaves_is_said_as_people_say_it(left: timedelta, words: str) -> None:
    assert left_in_words(left) == words


def test_whole_hours_and_days_need_no_second_unit() -> None:
    assert length_in_words(timedelta(hours=3)) == "3 h"
    assert length_in_words(timedelta(days=1)) == "1 d"


def test_waiting_is_not_counted_in_seconds() -> None:
    assert since_in_words(timedelta(seconds=40)) == "under 1 min"


@pytest.mark.parametrize(
    ("minutes", "signal", "row"),
    [(12, "is-calm", ""), (5, "is-warn", "is-soon"), (0, "is-bad", "is-late"), (-1, "is-bad", "is-late")],
)
def test_a_deadline_warns_when_it_is_close_and_when_it_is_past(minutes: int, signal: str, row: str) -> None:
    due_at = NOW + timedelta(minutes=minutes)

    assert f'class="due {signal}"' in rendered("{% due due_at now %}", due_at=due_at)
    assert rendered("{% row_state due_at now %}", due_at=due_at) == row


def test_a_deadline_says_its_instant_to_the_browser_in_utc() -> None:
    html = rendered(
        "{% due due_at now started_at 'Acknowledge:' %}", due_at=NOW, started_at=NOW - timedelta(minutes=15)
    )

    assert 'data-due="2026-03-02T12:00:00.000Z"' in html
    assert 'data-started="2026-03-02T11:45:00.000Z"' in html
    assert "Acknowledge: <span" in html


def test_the_ring_shows_the_share_that_is_left() -> None:
    html = rendered("{% due due_at now start %}", due_at=NOW + timedelta(minutes=5), start=NOW - timedelta(minutes=15))

    assert 'stroke-dasharray="25 100"' in html


@pytest.mark.parametrize(
    "tag", ["{% due none now %}", "{% when none %}", "{% waiting none now %}", "{% row_state none now %}"]
)
def test_no_instant_writes_nothing(tag: str) -> None:
    assert rendered(tag, none=None) == ""


def test_an_instant_on_a_clock_elsewhere_names_the_zone_to_the_browser() -> None:
    html = rendered('{% when now "weekday" zone %}', zone="America/New_York")

    assert 'datetime="2026-03-02T12:00:00.000Z" data-local="weekday" data-zone="America/New_York"' in html
    assert ">Mon 07:00</time>" in html


def test_names_are_escaped() -> None:
    html = rendered("{% avatar name initials %}", name='<b>"', initials="<b")

    assert "<b" not in html


def test_an_icon_is_decoration_unless_it_says_something() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "bell" %}')
    assert 'role="img" aria-label="Internal"' in rendered('{% icon "lock" label="Internal" %}')


def test_an_address_breaks_behind_its_parts_and_stays_harmless() -> None:
    assert rendered("{{ email|address }}", email="ana@depot.example") == "ana@<wbr>depot.<wbr>example"
    assert rendered("{{ email|address }}", email='"<b>"@x.y') == "&quot;&lt;b&gt;&quot;@<wbr>x.<wbr>y"
