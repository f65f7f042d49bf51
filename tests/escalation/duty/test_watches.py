"""Who watches a queue: overrides before the rota, nobody who is away, and gaps that are seen."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.duty.rotation import Rotation
from escalation.duty.watches import (
    Person,
    Presence,
    Roster,
    Span,
    Watch,
    first_there,
    gaps,
    stretches,
    watch_at,
    why_absent,
)
from escalation.hours.business_time import Hours, Window

ANNA, BEN, CLEO = Person(1, "Anna"), Person(2, "Ben"), Person(3, "Cleo")
PEOPLE = {person.id: person for person in (ANNA, BEN, CLEO)}
START = datetime(2026, 3, 2, 9, tzinfo=UTC)  # Monday
DAILY = Roster(PEOPLE, Rotation((1, 2), date(2026, 3, 2), 1, time(9), "UTC"))
ON_ROTA, TAKEN = "has the turn on the rota", "has taken the watch"


def hours(number: float) -> datetime:
    """So many hours after the first turn began."""
    return START + timedelta(hours=number)


def span(person: Person, start: float, end: float) -> Span:
    return Span(person.id, hours(start), hours(end))


@pytest.mark.parametrize(
    ("roster", "watch"),
    [
        (DAILY, Watch(1, ON_ROTA)),
        (replace(DAILY, overrides=(span(CLEO, 0, 2),)), Watch(3, TAKEN)),
        (replace(DAILY, overrides=(span(CLEO, -2, 1),)), Watch(1, ON_ROTA)),  # over at this instant
        (replace(DAILY, overrides=(span(CLEO, 1, 2),)), Watch(3, TAKEN)),  # begins at this instant
        (replace(DAILY, overrides=(span(BEN, 0, 5), span(CLEO, 0, 2))), Watch(2, TAKEN)),  # the one made last
        (replace(DAILY, overrides=(span(CLEO, 0, 2),), leaves=(span(CLEO, 0, 9),)), Watch(1, ON_ROTA)),
        (replace(DAILY, leaves=(span(ANNA, 0, 9),)), Watch(None, "Anna is on leave")),
        (replace(DAILY, leaves=(span(ANNA, 0, 1),)), Watch(1, ON_ROTA)),  # back at this instant
        (
            replace(DAILY, overrides=(span(CLEO, 0, 2),), leaves=(span(CLEO, 0, 9), span(ANNA, 0, 9))),
            Watch(None, "Cleo is on leave, Anna is on leave"),
        ),
        (replace(DAILY, people={**PEOPLE, 1: replace(ANNA, is_active=False)}), Watch(None, "Anna has left")),
        (Roster(), Watch(None, "")),
        (
            Roster(PEOPLE, Rotation((1, 2), date(2026, 3, 3), 1, time(9), "UTC")),
            Watch(None, "the rota has not begun"),
        ),
    ],
)
def test_who_watches(roster: Roster, watch: Watch) -> None:
    assert watch_at(roster, hours(1)) == watch


def test_the_days_ahead_are_told_stretch_by_stretch() -> None:
    roster = replace(DAILY, overrides=(span(CLEO, 20, 30),), leaves=(span(BEN, 28, 60),))
    ahead = stretches(roster, hours(5), hours(72))

    assert [(each.starts_at, each.ends_at, each.watch.agent) for each in ahead] == [
        (hours(5), hours(20), 1),
        (hours(20), hours(30), 3),
        (hours(30), hours(48), None),
        (hours(48), hours(72), 1),
    ]
    assert gaps(roster, hours(5), hours(72), hours=Hours.always()) == [ahead[2]]


def test_a_gap_while_the_team_is_closed_is_none() -> None:
    roster = replace(DAILY, leaves=(span(ANNA, 10, 20),))  # 19:00 to 05:00
    office = Hours("UTC", ((Window(9 * 60, 17 * 60),),) * 7)

    assert gaps(roster, hours(0), hours(48), hours=office) == []
    assert len(gaps(roster, hours(0), hours(48), hours=Hours.always())) == 1


def test_a_team_without_a_rota_has_planned_nothing_to_miss() -> None:
    assert gaps(Roster(), hours(0), hours(48), hours=Hours.always()) == []


some_spans = st.lists(
    st.builds(
        lambda person, start, length: span(person, start, start + length),
        st.sampled_from((ANNA, BEN, CLEO)),
        st.integers(-30, 100),
        st.integers(1, 60),
    ),
    max_size=4,
).map(tuple)


@settings(max_examples=50, deadline=None)
@given(some_spans, some_spans, st.integers(0, 100 * 60))
def test_the_days_ahead_say_what_holds_at_each_instant(
    overrides: tuple[Span, ...], leaves: tuple[Span, ...], minutes: int
) -> None:
    roster = replace(DAILY, overrides=overrides, leaves=leaves)
    at = hours(minutes / 60)
    ahead = stretches(roster, hours(0), hours(101))

    assert [each.watch for each in ahead if each.starts_at <= at < each.ends_at] == [watch_at(roster, at)]
    assert [each.ends_at for each in ahead[:-1]] == [each.starts_at for each in ahead[1:]]
    assert (ahead[0].starts_at, ahead[-1].ends_at) == (hours(0), hours(101))


def test_who_stands_in_is_there_if_anybody_is() -> None:
    assert first_there([(ANNA, True), (BEN, False)]) == BEN
    assert first_there([(ANNA, True), (BEN, True)]) == ANNA
    assert first_there([]) is None


@pytest.mark.parametrize(
    ("presence", "why"),
    [
        (Presence(False, True, False, Hours.always()), ""),
        (Presence(True, True, False, Hours.always()), "is a bot"),
        (Presence(False, False, False, Hours.always()), "has left"),
        (Presence(False, True, True, Hours.always()), "is on leave"),
        (Presence(False, True, False, Hours("UTC", ((Window(60, 120),),) * 7)), "is off shift"),
    ],
)
def test_who_answers_for_what_she_holds(presence: Presence, why: str) -> None:
    assert why_absent(presence, START) == why
