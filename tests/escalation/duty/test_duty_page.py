"""The duty page: who watches, what is ahead, and what one can do about it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from escalation import duty
from escalation.duty import watch_keeping
from escalation.duty.board import board_of
from escalation.models import Leave, WatchOverride
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, rota_of
from tests.pages import signed_in, text
from tickets.models import Agent, Role, Team
from tickets.services import NotInTeam

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2")


@pytest.fixture
def anna(team: Team) -> Agent:
    return AgentFactory(team=team, name="Anna Moss")


@pytest.fixture
def lead(team: Team) -> Agent:
    return AgentFactory(team=team, name="Lea Lind", role=Role.LEAD)


def away(agent: Agent, start: timedelta, end: timedelta) -> Leave:
    now = timezone.now()
    return Leave.objects.create(agent=agent, starts_at=now + start, ends_at=now + end, added_at=now, added_by=agent)


# --- taking and giving up -------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_watch_is_taken_until_the_turn_ends(team: Team, anna: Agent) -> None:
    ben = AgentFactory(team=team)
    rota_of(team, anna)
    watch_keeping.take_the_watch(team, by=ben, at=NOON + 7 * DAY - HOUR)

    assert duty.on_duty(team, NOON + 7 * DAY - HOUR).agent == ben
    assert duty.on_duty(team, NOON + 7 * DAY).agent == anna


def test_the_watch_is_taken_for_half_a_day_at_most(team: Team, anna: Agent) -> None:
    taken = watch_keeping.take_the_watch(team, by=anna, at=NOON)

    assert taken.ends_at == NOON + 12 * HOUR


@pytest.mark.both_databases
def test_what_was_taken_can_be_given_up(team: Team, anna: Agent) -> None:
    ben = AgentFactory(team=team)
    rota_of(team, anna)
    watch_keeping.take_the_watch(team, by=ben, at=NOON)
    watch_keeping.give_up_the_watch(team, by=ben, at=NOON + HOUR)

    assert duty.on_duty(team, NOON + HOUR).agent == anna
    assert WatchOverride.objects.get().ends_at == NOON + HOUR
    with pytest.raises(watch_keeping.NotWatching):
        watch_keeping.give_up_the_watch(team, by=ben, at=NOON + HOUR)


def test_the_watch_given_up_at_once_was_never_taken(team: Team, anna: Agent) -> None:
    watch_keeping.take_the_watch(team, by=anna, at=NOON)
    watch_keeping.give_up_the_watch(team, by=anna, at=NOON)

    assert not WatchOverride.objects.exists()


def test_only_people_of_the_team_watch_its_queue(team: Team) -> None:
    with pytest.raises(NotInTeam):
        watch_keeping.take_the_watch(team, by=AgentFactory(), at=NOON)


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        (HOUR, HOUR, watch_keeping.EndsBeforeItBegins),
        (-2 * HOUR, -HOUR, watch_keeping.EndsBeforeItBegins),
        (HOUR, 400 * DAY, watch_keeping.TooLong),
    ],
)
def test_a_leave_lasts_from_a_beginning_to_an_end(
    anna: Agent, start: timedelta, end: timedelta, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        watch_keeping.add_leave(anna, starts_at=NOON + start, ends_at=NOON + end, by=anna, at=NOON)


@pytest.mark.both_databases
def test_who_comes_back_early_is_on_duty_again(team: Team, anna: Agent, lead: Agent) -> None:
    rota_of(team, anna)
    leave = watch_keeping.add_leave(anna, starts_at=NOON, ends_at=NOON + 5 * DAY, by=anna, at=NOON)
    assert duty.on_duty(team, NOON + DAY).agent == lead

    watch_keeping.end_leave(leave, by=anna, at=NOON + DAY)
    assert duty.on_duty(team, NOON + DAY).agent == anna
    assert Leave.objects.get().ends_at == NOON + DAY


def test_a_leave_taken_back_before_it_begins_leaves_no_trace(anna: Agent) -> None:
    leave = watch_keeping.add_leave(anna, starts_at=NOON + DAY, ends_at=NOON + 2 * DAY, by=anna, at=NOON)
    watch_keeping.end_leave(leave, by=anna, at=NOON)

    assert not Leave.objects.exists()


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_says_who_is_on_duty_and_where_nobody_will_be(team: Team, anna: Agent, lead: Agent) -> None:
    rota_of(team, anna)
    away(anna, 2 * DAY, 3 * DAY)
    page = text(signed_in(lead), "/duty/")

    assert "<b>Anna Moss</b> is on duty now" in page
    assert "1 gap ahead" in page
    assert "Anna Moss is on leave" in page
    assert "Put on the watch" in page


def test_a_team_without_a_rota_says_that_its_lead_is_on_duty(anna: Agent, lead: Agent) -> None:
    page = text(signed_in(anna), "/duty/")

    assert "<b>Lea Lind</b> is on duty now" in page
    assert "has no rota" in page


def test_taking_the_watch_and_giving_it_up(team: Team, anna: Agent, lead: Agent) -> None:
    client = signed_in(anna)
    assert client.post("/duty/tier-2/take/").headers["Location"] == "/duty/"
    assert "<b>Anna Moss</b> is on duty now" in text(client, "/duty/")

    client.post("/duty/tier-2/give-up/")
    assert "<b>Lea Lind</b> is on duty now" in text(client, "/duty/")


def test_who_takes_the_watch_in_the_queue_stays_there(anna: Agent, lead: Agent) -> None:
    client = signed_in(anna)
    assert "Take the watch" in text(client, "/handoffs/tier-2/")

    assert client.post("/duty/tier-2/take/", {"from": "queue"}).headers["Location"] == "/handoffs/tier-2/"
    assert "Take the watch" not in text(client, "/handoffs/tier-2/")


def gap(agent: Agent, **changes: str) -> dict[str, str]:
    now = timezone.now()
    return {
        "agent": str(agent.pk),
        "starts_at": (now + DAY).isoformat(),
        "ends_at": (now + 2 * DAY).isoformat(),
        **changes,
    }


def test_a_colleague_takes_the_time_of_a_gap(team: Team, anna: Agent, lead: Agent) -> None:
    signed_in(anna).post("/duty/tier-2/cover/", gap(anna))

    assert duty.on_duty(team, timezone.now() + 36 * HOUR).agent == anna


@pytest.mark.parametrize("member", [True, False])
def test_only_the_lead_puts_somebody_else_on_the_watch(team: Team, anna: Agent, lead: Agent, member: bool) -> None:
    ben = AgentFactory(team=team if member else TeamFactory())

    assert signed_in(ben).post("/duty/tier-2/cover/", gap(anna)).status_code == (403 if member else 404)
    assert signed_in(lead).post("/duty/tier-2/cover/", gap(anna)).status_code == 302
    assert WatchOverride.objects.get().made_by == lead


def test_a_gap_that_is_over_cannot_be_covered(anna: Agent, team: Team) -> None:
    client = signed_in(anna)
    response = client.post("/duty/tier-2/cover/", gap(anna, ends_at=(timezone.now() - HOUR).isoformat()))

    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Choose an end after the beginning, and after now."
    ]


@pytest.mark.parametrize(
    "starts_at", ["", "tomorrow", "2026-03-10T12:00", "2026-13-45T12:00+00:00", "0001-01-01T00:00+09:00"]
)
def test_a_gap_that_says_no_instant_is_refused(anna: Agent, starts_at: str) -> None:
    assert signed_in(anna).post("/duty/tier-2/cover/", gap(anna, starts_at=starts_at)).status_code == 400


def leave_of(client: Client, agent: Agent, first: str, last: str) -> int:
    fields = {"agent": agent.pk, "first_date": first, "last_date": last}
    return client.post("/duty/leave/", fields).status_code


def test_leave_is_whole_days_where_she_lives(anna: Agent) -> None:
    Agent.objects.filter(pk=anna.pk).update(time_zone="America/Denver")
    assert leave_of(signed_in(anna), anna, "2100-03-01", "2100-03-02") == 302

    leave = Leave.objects.get()
    assert (leave.starts_at.isoformat(), leave.ends_at.isoformat()) == (
        "2100-03-01T07:00:00+00:00",
        "2100-03-03T07:00:00+00:00",
    )


@pytest.mark.parametrize(("first", "last"), [("0001-01-01", "2100-03-01"), ("2100-03-01", "9999-12-31")])
def test_leave_at_the_ends_of_the_calendar_is_asked_for_again(first: str, last: str, anna: Agent) -> None:
    Agent.objects.filter(pk=anna.pk).update(time_zone="Pacific/Kiritimati")

    assert leave_of(signed_in(anna), anna, first, last) == 422


def test_leave_that_ends_before_it_begins_is_asked_for_again(anna: Agent) -> None:
    assert leave_of(signed_in(anna), anna, "2100-03-02", "2100-03-01") == 422


def test_a_lead_notes_leave_of_her_people_and_nobody_that_of_others(anna: Agent, lead: Agent) -> None:
    stranger = AgentFactory(team=TeamFactory())

    assert leave_of(signed_in(lead), anna, "2100-03-01", "2100-03-01") == 302
    assert leave_of(signed_in(lead), stranger, "2100-03-01", "2100-03-01") == 422
    assert leave_of(signed_in(anna), lead, "2100-03-01", "2100-03-01") == 422


def test_nobody_ends_the_leave_of_others(anna: Agent, lead: Agent) -> None:
    leave = away(anna, -DAY, DAY)

    assert signed_in(AgentFactory()).post(f"/duty/leave/{leave.pk}/end/").status_code == 404
    assert signed_in(lead).post(f"/duty/leave/{leave.pk}/end/").status_code == 302
    assert not Leave.objects.filter(ends_at__gt=timezone.now()).exists()


def test_a_team_of_others_has_no_watch_to_take(anna: Agent) -> None:
    TeamFactory(slug="others")

    assert signed_in(anna).post("/duty/others/take/").status_code == 404


def test_a_manager_sees_all_teams_and_takes_no_watch(team: Team, lead: Agent) -> None:
    client = signed_in(AgentFactory(role=Role.MANAGER))

    assert "Tier 2" in text(client, "/duty/")
    assert "Take the watch" not in text(client, "/duty/")
    assert client.post("/duty/tier-2/take/").status_code == 403


def test_the_strip_counts_dates_whatever_the_clocks_do(team: Team, anna: Agent) -> None:
    rota_of(team, anna, time_zone="Europe/Dublin")
    before_midnight = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # half an hour before the night in which clocks change

    (duty,) = board_of(anna, before_midnight)
    (autumn,) = board_of(anna, datetime(2026, 10, 24, 23, 10, tzinfo=UTC))  # ten past midnight, in summer time

    for days, first in ((duty.days, date(2026, 3, 28)), (autumn.days, date(2026, 10, 25))):
        assert [day.on for day in days] == [first + timedelta(days=number) for number in range(14)]
