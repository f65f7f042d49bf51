"""Tokens: made with a password, shown once, listed and revoked by their owner; guessing is closed."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.api import V1, as_agent, error
from tests.factories import AgentFactory
from tickets.models import Agent

pytestmark = pytest.mark.django_db
TOKENS = f"{V1}/tokens/"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    cache.clear()


@pytest.fixture
def agent() -> Agent:
    agent = AgentFactory(username="dana")
    agent.set_password("right and long enough")
    agent.save()
    return agent


def ask(password: str = "right and long enough", username: str = "dana"):
    return APIClient().post(TOKENS, {"username": username, "password": password})


def bearing(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_token_lets_a_program_in(agent) -> None:
    made = ask()

    assert made.status_code == 201
    assert bearing(made.json()["token"]).get(f"{V1}/me/").json()["id"] == agent.pk


def test_a_wrong_password_makes_none(agent) -> None:
    assert error(ask("wrong"))[:2] == (401, "authentication_failed")
    assert not agent.auth_token_set.exists()


@pytest.mark.parametrize("fields", [{}, {"username": "dana"}, {"username": "dana", "password": "a\x00"}])
def test_incomplete_credentials_are_said_to_be(agent, fields) -> None:
    assert error(APIClient().post(TOKENS, fields))[0] == 400


def test_a_deactivated_agent_gets_none_and_hers_stop_working(agent) -> None:
    token = ask().json()["token"]
    Agent.objects.filter(pk=agent.pk).update(is_active=False)

    assert bearing(token).get(f"{V1}/me/").status_code == 401
    assert ask().status_code == 401


def test_ten_wrong_passwords_close_it_also_for_the_right_one(agent) -> None:
    for _ in range(10):
        last = ask("wrong")

    assert error(last)[:2] == (429, "locked_out")
    assert error(ask())[:2] == (429, "locked_out")


def test_a_right_password_begins_the_count_anew(agent) -> None:
    for _ in range(9):
        ask("wrong")
    ask()

    assert error(ask("wrong"))[:2] == (401, "authentication_failed")


def test_asking_for_tokens_all_the_time_is_slowed_down() -> None:
    for n in range(20):
        ask("wrong", username=f"name{n}")

    response = ask("wrong", username="another")

    assert error(response)[:2] == (429, "throttled")
    assert int(response["Retry-After"]) <= 60


def test_a_changed_header_does_not_begin_the_count_anew() -> None:
    for n in range(21):
        response = APIClient().post(
            TOKENS,
            {"username": f"name{n}", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )

    assert error(response)[:2] == (429, "throttled")


def test_one_sees_and_revokes_ones_own_tokens_only(agent) -> None:
    token = ask().json()
    stranger = as_agent(AgentFactory())

    assert [row["id"] for row in as_agent(agent).get(TOKENS).json()] == [token["id"]]
    assert "token" not in as_agent(agent).get(TOKENS).json()[0]
    assert stranger.get(TOKENS).json() == []
    assert stranger.delete(f"{TOKENS}{token['id']}/").status_code == 404
    assert as_agent(agent).delete(f"{TOKENS}{token['id']}/").status_code == 204
    assert bearing(token["token"]).get(f"{V1}/me/").status_code == 401
