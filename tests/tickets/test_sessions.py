"""Who is signed in is known by one query, and by nothing less than Django itself asks for."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import AgentFactory, TeamFactory
from tests.pages import signed_in
from tickets.models import Agent, Membership, Session
from tickets.sessions import SessionStore
from tickets.tasks import clear_sessions

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGE = "/who/"  # any page that is for people who are signed in


@pytest.fixture
def agent() -> Agent:
    agent: Agent = AgentFactory(team=TeamFactory())
    Membership.objects.create(team=TeamFactory(), agent=agent, is_lead=True)
    return agent


@pytest.fixture
def client(agent: Agent) -> Client:
    return signed_in(agent)


def is_let_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_a_session_its_agent_and_her_teams_are_one_query(client: Client) -> None:
    client.get(PAGE)

    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)

    tables = ("tickets_session", "tickets_agent", "tickets_membership")
    about_her = [query["sql"] for query in asked if query["sql"].partition('"')[2].startswith(tables)]
    assert len(about_her) == 1, "\n".join(about_her)


def test_her_teams_come_along_as_they_are_now(client: Client, agent: Agent) -> None:
    teams = dict(Membership.objects.filter(agent=agent).values_list("team", "is_lead"))
    store = SessionStore(client.session.session_key)

    store.load()

    assert store.agent == agent
    assert store.agent is not None
    assert store.agent._membership_leads == teams  # type: ignore[attr-defined]


def test_somebody_of_no_team_is_signed_in_too() -> None:
    assert is_let_in(signed_in(AgentFactory()))


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}], ids=str)
def test_a_session_ends_with_the_right_to_it(client: Client, agent: Agent, change: dict[str, object]) -> None:
    assert is_let_in(client)

    Agent.objects.filter(pk=agent.pk).update(**change)

    assert not is_let_in(client)


def test_a_way_to_sign_in_that_is_closed_since_lets_nobody_in(client: Client) -> None:
    session = client.session
    session[BACKEND_SESSION_KEY] = "somewhere.Else"
    session.save()

    assert not is_let_in(client)


def test_what_a_session_says_counts_and_not_who_came_along(client: Client, agent: Agent) -> None:
    Session.objects.update(agent=AgentFactory())

    assert client.get(PAGE).wsgi_request.user == agent


def test_a_session_that_has_expired_is_none_and_is_forgotten(client: Client) -> None:
    signed_in(AgentFactory())
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_let_in(client)

    clear_sessions()

    assert Session.objects.count() == 1


def test_a_session_that_nobody_has_begun_is_none(agent: Agent) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    assert not is_let_in(client)


def test_signing_out_leaves_no_session(client: Client) -> None:
    client.post("/sign-out/")

    assert not Session.objects.exists()
    assert not is_let_in(client)
