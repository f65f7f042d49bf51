"""Gaps ahead are told to the lead, once each."""

from datetime import time, timedelta

import pytest

from escalation.duty import coverage, watch_keeping
from escalation.models import Notice, NoticeKind
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, calendar, rota_of
from tests.pages import signed_in, text
from tickets.models import Agent, Role, Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2")


@pytest.fixture
def lead(team: Team) -> Agent:
    return AgentFactory(team=team, role=Role.LEAD)


@pytest.fixture
def anna(team: Team) -> Agent:
    anna = AgentFactory(team=team, name="Anna")
    rota_of(team, anna)
    return anna


def away(agent: Agent, first: float, last: float) -> None:
    watch_keeping.add_leave(agent, starts_at=NOON + first * DAY, ends_at=NOON + last * DAY, by=agent, at=NOON)


def test_a_gap_is_told_to_the_lead_ahead_and_once(team: Team, lead: Agent, anna: Agent) -> None:
    away(anna, 3, 5)
    for hours in (0, 1, 24, 80, 110):  # before it, and while it lasts
        assert coverage.announce_gaps(NOON + timedelta(hours=hours)) == 1
    assert coverage.announce_gaps(NOON + 5 * DAY) == 0

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (lead, NoticeKind.WATCH_GAP)
    assert notice.title == "Nobody watches Tier 2 from Fri 13 Mar, 12:00 to Sun 15 Mar, 12:00"
    assert notice.get_absolute_url() == "/duty/#duty-tier-2"
    assert "Anna is on leave" in text(signed_in(lead), "/notices/")


def test_a_gap_beyond_a_fortnight_waits_to_be_told(lead: Agent, anna: Agent) -> None:
    away(anna, 15, 16)

    assert coverage.announce_gaps(NOON) == 0
    assert coverage.announce_gaps(NOON + 2 * DAY) == 1


def test_another_gap_is_told_again(lead: Agent, anna: Agent) -> None:
    away(anna, 3, 4)
    coverage.announce_gaps(NOON)
    away(anna, 8, 9)

    assert coverage.announce_gaps(NOON) == 2
    assert Notice.objects.count() == 2


def test_a_gap_that_somebody_takes_is_none(team: Team, lead: Agent, anna: Agent) -> None:
    away(anna, 3, 4)
    watch_keeping.put_on_watch(team, agent=lead, starts_at=NOON + 3 * DAY, ends_at=NOON + 4 * DAY, by=lead, at=NOON)

    assert coverage.announce_gaps(NOON) == 0


def test_somebody_who_left_leaves_a_gap_without_end_that_is_told_once_a_week(lead: Agent, anna: Agent) -> None:
    Agent.objects.filter(pk=anna.pk).update(is_active=False)
    for days in range(0, 100, 4):
        coverage.announce_gaps(NOON + days * DAY)

    assert 1 <= Notice.objects.count() <= 1 + 100 // 7


def test_closed_doors_need_no_watch(team: Team, lead: Agent, anna: Agent) -> None:
    calendar(opens=time(9), closes=time(17)).teams.create(team=team)
    away(anna, 3.25, 3.5)  # from 18:00 to midnight

    assert coverage.announce_gaps(NOON) == 0


def test_a_team_where_nobody_can_be_told_keeps_back_no_other(team: Team, lead: Agent, anna: Agent) -> None:
    empty = TeamFactory(name="A team of nobody")
    rota_of(empty, AgentFactory(name="Gone"))
    away(anna, 3, 5)

    coverage.announce_gaps(NOON)

    assert Notice.objects.get().recipient == lead
