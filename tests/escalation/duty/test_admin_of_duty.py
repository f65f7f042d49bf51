"""Hours and rotas in the admin: refused with words where they would let somebody down."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client

from escalation.duty import calendars
from escalation.models import BusinessCalendar, Leave, Rota, WatchOverride
from tests.factories import AgentFactory, TeamFactory, calendar, rota_of
from tests.pages import signed_in, text
from tickets.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(AgentFactory(role=Role.ADMIN))


def inlines(**rows: list[dict[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for prefix in ("windows", "special_days", "teams", "agents", "members"):
        found = rows.get(prefix, [])
        fields |= {f"{prefix}-TOTAL_FORMS": len(found), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(found):
            fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


MONDAY = {"weekday": 0, "opens": "09:00", "closes": "17:00"}


def add_calendar(client: Client, *windows: dict[str, Any], **fields: Any) -> str:
    form = {"name": "Office", "time_zone": "Europe/Dublin", **inlines(windows=list(windows)), **fields}
    return client.post("/admin/escalation/businesscalendar/add/", form, follow=True).content.decode()


def test_a_calendar_says_in_words_when_it_is_open(client: Client) -> None:
    add_calendar(client, MONDAY, {"weekday": 4, "opens": "22:00", "closes": "06:00"})
    page = text(client, f"/admin/escalation/businesscalendar/{BusinessCalendar.objects.get().pk}/change/")

    assert "Monday: 09:00 to 17:00" in page
    assert "Tuesday to Thursday: closed" in page
    assert "Friday: 22:00 to 06:00 the next day" in page
    assert "By the clocks of Europe/Dublin" in page


def test_a_calendar_that_never_opens_is_refused_with_words(client: Client) -> None:
    assert "give at least one day opening hours" in add_calendar(client)
    assert not BusinessCalendar.objects.exists()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ((0, "09:00", "17:00"), (0, "16:59", "20:00"), "Monday 09:00 to 17:00 and Monday 16:59 to 20:00 overlap"),
        ((0, "09:00", "17:00"), (0, "17:00", "20:00"), ""),
        ((0, "22:00", "06:00"), (1, "05:00", "07:00"), "Monday 22:00 to 06:00 and Tuesday 05:00 to 07:00 overlap"),
        ((6, "22:00", "06:00"), (0, "05:00", "07:00"), "Sunday 22:00 to 06:00 and Monday 05:00 to 07:00 overlap"),
        ((0, "00:00", "00:00"), (1, "00:00", "00:00"), ""),
    ],
)
def test_opening_hours_that_overlap_are_refused_with_words(
    client: Client, first: tuple[Any, ...], second: tuple[Any, ...], said: str
) -> None:
    names = ("weekday", "opens", "closes")
    page = add_calendar(client, *(dict(zip(names, row, strict=True)) for row in (second, first)))

    assert said in page
    assert BusinessCalendar.objects.exists() is (said == "")


@pytest.mark.parametrize(("second", "overlaps"), [("11:00", True), ("12:00", False)])
def test_hours_of_one_date_that_overlap_are_refused_with_words(client: Client, second: str, overlaps: bool) -> None:
    days = [{"local_date": "2026-12-24", "opens": opens, "closes": "12:00"} for opens in ("09:00", second)]
    days[1]["closes"] = "15:00"
    page = add_calendar(client, **inlines(windows=[MONDAY], special_days=days))

    assert ("2026-12-24 09:00 to 12:00 and 2026-12-24 11:00 to 15:00 overlap" in page) is overlaps
    assert BusinessCalendar.objects.exists() is not overlaps


def test_the_last_opening_hours_of_a_calendar_cannot_be_taken_out(client: Client) -> None:
    add_calendar(client, MONDAY)
    office = BusinessCalendar.objects.get()
    form = {"name": "Office", "time_zone": "UTC", **inlines(windows=[MONDAY])}
    form |= {"windows-INITIAL_FORMS": 1, "windows-0-id": office.windows.get().pk, "windows-0-calendar": office.pk}
    page = client.post(f"/admin/escalation/businesscalendar/{office.pk}/change/", {**form, "windows-0-DELETE": "on"})

    assert "give at least one day opening hours" in page.content.decode()
    assert office.windows.exists()


def test_national_holidays_become_days_of_the_calendar(client: Client) -> None:
    page = add_calendar(client, MONDAY, country="IE", year="2026")
    office = BusinessCalendar.objects.get()

    assert "added as closed" in page
    assert office.special_days.get(local_date=date(2026, 3, 17)).opens is None
    assert not office.hours.is_open(datetime(2026, 3, 17, 12, tzinfo=UTC))


@pytest.mark.parametrize(("part", "year", "said"), [("XX", "2026", "No holidays are known"), ("", "", "of which year")])
def test_holidays_that_nobody_knows_are_refused_with_words(client: Client, part: str, year: str, said: str) -> None:
    assert said in add_calendar(client, MONDAY, country="DE", part=part, year=year)
    assert not BusinessCalendar.objects.exists()


def test_holidays_leave_the_days_that_a_calendar_has_as_they_are() -> None:
    office = calendar(opens=time(9), closes=time(17))
    office.special_days.create(local_date=date(2026, 12, 25), name="Open for once", opens=time(9), closes=time(10))
    first = calendars.add_holidays(office, country="IE", year=2026)

    assert first >= 8
    assert office.special_days.get(local_date=date(2026, 12, 25)).name == "Open for once"
    assert calendars.add_holidays(office, country="IE", year=2026) == 0


def add_rota(client: Client, team: Any, *agents: Any) -> str:
    members = [{"position": number, "agent": agent.pk} for number, agent in enumerate(agents)]
    form = {"team": team.pk, "start_date": "2026-03-02", "turn_days": 7, "handover_time": "09:00", "time_zone": "UTC"}
    response = client.post("/admin/escalation/rota/add/", {**form, **inlines(members=members)}, follow=True)
    return response.content.decode()


def test_a_rota_has_members_in_order(client: Client) -> None:
    team = TeamFactory()
    anna, ben = AgentFactory(team=team, name="Anna"), AgentFactory(team=team, name="Ben")
    add_rota(client, team, ben, anna)

    assert "Ben, Anna" in text(client, "/admin/escalation/rota/")


def test_a_rota_without_members_or_with_strangers_is_refused(client: Client) -> None:
    team = TeamFactory()

    assert "at least one member" in add_rota(client, team)
    assert "only people of the team" in add_rota(client, team, AgentFactory())
    assert not Rota.objects.exists()


def test_who_is_put_on_the_watch_works_in_the_team(client: Client) -> None:
    team = TeamFactory()
    anna = AgentFactory(team=team)
    span = {"starts_at_0": "2026-03-10", "starts_at_1": "12:00", "ends_at_0": "2026-03-11", "ends_at_1": "12:00"}
    address = "/admin/escalation/watchoverride/add/"
    refused = client.post(address, {"team": team.pk, "agent": AgentFactory().pk, **span})
    client.post(address, {"team": team.pk, "agent": anna.pk, **span})

    assert "does not work in" in refused.content.decode()
    made = WatchOverride.objects.get()
    assert (made.agent, made.made_by.role) == (anna, Role.ADMIN)


def test_leave_is_noted_with_who_noted_it(client: Client) -> None:
    anna = AgentFactory()
    span = {"starts_at_0": "2026-03-10", "starts_at_1": "12:00", "ends_at_0": "2026-03-11", "ends_at_1": "12:00"}
    client.post("/admin/escalation/leave/add/", {"agent": anna.pk, **span})

    assert Leave.objects.get().added_by.role == Role.ADMIN


def test_a_calendar_that_is_kept_is_not_deleted(client: Client) -> None:
    office = calendar(opens=time(9), closes=time(17))
    office.teams.create(team=TeamFactory())
    page = client.post(f"/admin/escalation/businesscalendar/{office.pk}/delete/", follow=True).content.decode()

    assert "keep another calendar first" in page
    assert BusinessCalendar.objects.exists()


@pytest.mark.parametrize("model", ["businesscalendar", "rota", "watchoverride", "leave"])
def test_lists_open(client: Client, model: str) -> None:
    team = TeamFactory()
    rota_of(team, AgentFactory(team=team))

    assert client.get(f"/admin/escalation/{model}/").status_code == 200
