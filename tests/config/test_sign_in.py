"""Signing in and out, and who may not."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from config.demo import sign_ins
from tests.factories import AgentFactory, BotFactory, TeamFactory
from tests.pages import signed_in, text
from tickets.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Agent:
    agent: Agent = AgentFactory(username="priya", team=TeamFactory())
    agent.set_password("a long secret")
    agent.save(update_fields=["password"])
    return agent


def sign_in(client: Client, *, password: str = "a long secret", username: str = "priya", **fields: str) -> str:
    """Where signing in leads, or what the page says instead."""
    response = client.post("/sign-in/", {"username": username, "password": password, **fields})
    return response["Location"] if response.status_code == 302 else response.content.decode()


def test_signing_in_leads_to_my_work(agent: Agent, client: Client) -> None:
    assert sign_in(client) == "/"
    assert "My work" in text(client, "/")


@pytest.mark.parametrize(
    ("asked", "led"), [("/handoffs/", "/handoffs/"), ("https://evil.example/", "/"), ("//evil.example", "/")]
)
def test_it_leads_on_to_the_page_that_was_asked_for_within_the_portal(
    agent: Agent, client: Client, asked: str, led: str
) -> None:
    assert sign_in(client, next=asked) == led


def test_a_wrong_password_is_said_in_plain_words_and_counted(agent: Agent, client: Client) -> None:
    page = sign_in(client, password="wrong")

    assert "do not fit together" in page
    assert AccessAttempt.objects.get().username == "priya"
    assert client.get("/").status_code == 302


def test_an_address_that_tries_one_name_after_another_is_closed(agent: Agent, client: Client, settings: Any) -> None:
    settings.FAILURES_OF_ADDRESS = 5
    for number in range(5):
        sign_in(client, username=f"name{number}", password="wrong")

    assert "too many wrong passwords" in sign_in(client)
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")) == "/"


def test_a_name_that_is_tried_from_everywhere_is_closed(agent: Agent, client: Client, settings: Any) -> None:
    settings.FAILURES_OF_NAME = 5
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), password="wrong")

    assert "too many wrong passwords" in sign_in(client)


def test_a_changed_header_is_no_other_address(agent: Agent, client: Client, settings: Any) -> None:
    settings.FAILURES_OF_ADDRESS = 5
    for number in range(5):
        client.post(
            "/sign-in/",
            {"username": f"name{number}", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )

    assert "too many wrong passwords" in sign_in(client)


def test_somebody_who_left_and_somebody_unknown_hear_the_same(agent: Agent, client: Client) -> None:
    agent.is_active = False
    agent.save(update_fields=["is_active"])

    assert "do not fit together" in sign_in(client)
    assert "do not fit together" in sign_in(client, username="nobody")


def test_a_bot_does_not_sign_in(client: Client) -> None:
    bot = BotFactory(username="assistant")
    bot.set_password("a long secret")
    bot.save(update_fields=["password"])

    assert "Bots do not sign in here" in sign_in(client, username="assistant")


@pytest.mark.parametrize("path", ["/", "/inbox/", "/handoffs/", "/search/", "/notices/", "/notices/summary/"])
def test_a_bot_with_a_session_is_sent_to_the_api(path: str) -> None:
    response = signed_in(BotFactory()).get(path)

    assert response.status_code == 403
    assert "Bots work through the API" in response.content.decode()


def test_a_bot_may_still_sign_out() -> None:
    assert signed_in(BotFactory()).post("/sign-out/").status_code == 302


def test_signing_out_takes_a_form_and_ends_the_session(agent: Agent) -> None:
    client = signed_in(agent)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_who_is_signed_in_need_not_sign_in_again(agent: Agent) -> None:
    assert signed_in(agent).get("/sign-in/")["Location"] == "/"


def test_the_people_of_the_demo_are_offered_while_it_is_loaded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Try it as somebody of the demo" not in text(client, "/sign-in/")

    shown = sign_ins.SignIn("Aoife Brennan", "AB", "Agent", "Tier 1", 1, "aoife.brennan", "baton-demo", "Agent, Tier 1")
    monkeypatch.setattr("config.views.demo_sign_ins", lambda: [shown])

    assert "Aoife Brennan" in text(client, "/sign-in/")


def test_where_nobody_has_an_account_the_page_says_how_to_make_one(client: Client) -> None:
    assert "manage.py createsuperuser" in text(client, "/sign-in/")

    AgentFactory()

    assert "createsuperuser" not in text(client, "/sign-in/")
