"""Duty over the API: the same as on its page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalation import duty
from escalation.models import Leave
from tests.api import V1, as_agent, error, sentence
from tests.factories import AgentFactory, TeamFactory, rota_of
from tickets.models import Agent, Role, Team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Tier 2")


@pytest.fixture
def anna(team: Team) -> Agent:
    return AgentFactory(team=team, name="Anna")


@pytest.fixture
def lead(team: Team) -> Agent:
    return AgentFactory(team=team, role=Role.LEAD)


def span(agent: Agent, first: float = 1, last: float = 2) -> dict[str, Any]:
    now = timezone.now()
    return {"agent": agent.pk, "starts_at": (now + first * DAY).isoformat(), "ends_at": (now + last * DAY).isoformat()}


def test_duty_tells_who_is_on_it_and_what_is_ahead(team: Team, anna: Agent) -> None:
    rota_of(team, anna)
    TeamFactory()
    as_agent(anna).post(f"{V1}/leave/", span(anna))
    (found,) = as_agent(anna).get(f"{V1}/duty/").json()

    assert found["team"]["name"] == "Tier 2"
    assert found["agent"]["name"] == "Anna"
    assert [(each["agent"], each["is_gap"]) for each in found["ahead"]] == [
        (anna.pk, False),
        (None, True),
        (anna.pk, False),
    ]
    assert found["ahead"][1]["reason"] == "Anna is on leave"


def test_duty_says_so_where_nobody_is_in_charge(anna: Agent) -> None:
    (found,) = as_agent(anna).get(f"{V1}/duty/").json()

    assert found["agent"]["name"] == "Anna"
    assert found["reason"] == f"Works in {anna.teams.get()}: it has no lead, and the site no duty manager"


def test_the_watch_is_taken_and_given_up(team: Team, anna: Agent, lead: Agent) -> None:
    client = as_agent(anna)
    assert client.post(f"{V1}/duty/{team.pk}/take/").status_code == 204
    assert duty.on_duty(team, timezone.now()).agent == anna

    assert client.post(f"{V1}/duty/{team.pk}/give-up/").status_code == 204
    assert duty.on_duty(team, timezone.now()).agent == lead
    assert error(client.post(f"{V1}/duty/{team.pk}/give-up/")) == (409, "not_watching", None)


@pytest.mark.parametrize("end", ["9999-12-31T23:59:00-09:00", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00+09:00"])
def test_a_span_to_the_end_of_the_calendar_is_refused(end: str, anna: Agent) -> None:
    refused = as_agent(anna).post(f"{V1}/leave/", {**span(anna), "ends_at": end})

    assert refused.status_code == 400
    assert "between 1970 and 2999" in refused.content.decode()


def test_who_may_take_and_cover_is_asked(team: Team, anna: Agent, lead: Agent) -> None:
    manager, stranger = AgentFactory(role=Role.MANAGER), AgentFactory(team=TeamFactory())

    assert as_agent(stranger).post(f"{V1}/duty/{team.pk}/take/").status_code == 404
    assert as_agent(manager).post(f"{V1}/duty/{team.pk}/take/").status_code == 403
    assert as_agent(anna).post(f"{V1}/duty/{team.pk}/cover/", span(lead)).status_code == 403
    assert as_agent(anna).post(f"{V1}/duty/{team.pk}/cover/", span(anna)).status_code == 204
    assert as_agent(manager).post(f"{V1}/duty/{team.pk}/cover/", span(lead)).status_code == 204
    assert "does not work in" in sentence(as_agent(lead).post(f"{V1}/duty/{team.pk}/cover/", span(stranger)))


def test_a_leave_is_noted_listed_and_taken_back(anna: Agent, lead: Agent) -> None:
    client = as_agent(anna)
    made = client.post(f"{V1}/leave/", span(anna)).json()

    assert [leave["id"] for leave in client.get(f"{V1}/leave/").json()] == [made["id"]]
    assert as_agent(lead).delete(f"{V1}/leave/{made['id']}/").status_code == 404
    assert client.delete(f"{V1}/leave/{made['id']}/").status_code == 204
    assert not Leave.objects.exists()


def test_a_leave_is_refused_with_words(anna: Agent, lead: Agent) -> None:
    assert error(as_agent(anna).post(f"{V1}/leave/", span(anna, 2, 1))) == (400, "ends_before_it_begins", "ends_at")
    assert as_agent(anna).post(f"{V1}/leave/", span(lead)).status_code == 403
    assert as_agent(lead).post(f"{V1}/leave/", span(anna)).status_code == 201
