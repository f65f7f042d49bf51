"""Acknowledging by a link: from an e-mail or a chat, as one person, once, and only while it is of use."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from escalation import handoffs
from escalation.models import AlertPreferences, Handoff, Topic
from escalation.notices import deliveries, links
from tests.clock import SettableClock
from tests.factories import AgentFactory, TeamFactory, send_handoff
from tests.support.lasting_rows import lasting
from tickets.models import Agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("database_clock")]


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    cache.clear()


@lasting
def receiver() -> Agent:
    return AgentFactory(name="Sarah Okafor", email="sarah@example.com", team=TeamFactory(name="Tier 2"))


@lasting
def handoff(receiver: Agent) -> Handoff:
    return send_handoff(receiver=receiver)


def link(handoff: Handoff, agent: Agent) -> str:
    return f"/l/{links.token_for(handoff.pk, agent.pk)}/"


def test_looking_changes_nothing_and_says_what_it_is_about(handoff: Handoff, receiver: Agent) -> None:
    for method in ("get", "head"):
        response = getattr(Client(), method)(link(handoff, receiver))
    page = Client().get(link(handoff, receiver))

    handoff.refresh_from_db()
    assert response.status_code == 200
    assert handoff.is_waiting
    assert "Acknowledge as Sarah Okafor" in page.content.decode()
    assert handoff.ticket.customer.name not in page.content.decode()


def test_it_is_told_to_no_other_site_and_kept_by_no_cache(handoff: Handoff, receiver: Agent) -> None:
    response = Client().get(link(handoff, receiver))

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_the_button_acknowledges_as_the_person_it_was_made_for(handoff: Handoff, receiver: Agent) -> None:
    somebody = Client(enforce_csrf_checks=True)
    somebody.force_login(AgentFactory(), backend="django.contrib.auth.backends.ModelBackend")

    response = somebody.post(link(handoff, receiver), HTTP_ORIGIN="null")

    handoff.refresh_from_db()
    assert response.status_code == 200
    assert handoff.acknowledged_by == receiver


def test_pressed_twice_it_is_hers_twice(handoff: Handoff, receiver: Agent) -> None:
    client = Client()

    assert [client.post(link(handoff, receiver)).status_code for _ in range(2)] == [200, 200]


def test_who_comes_second_is_told_who_was_first(handoff: Handoff, receiver: Agent) -> None:
    first = AgentFactory(name="Tom Reyes", team=handoff.to_team)
    handoffs.acknowledge(handoff, by=first)

    for response, status in (
        (Client().get(link(handoff, receiver)), 200),
        (Client().post(link(handoff, receiver)), 409),
    ):
        assert response.status_code == status
        assert "Tom Reyes acknowledged" in response.content.decode()
        assert "12:00:00 UTC" in response.content.decode()


def test_what_was_withdrawn_cannot_be_acknowledged(handoff: Handoff, receiver: Agent) -> None:
    handoffs.withdraw(handoff, by=handoff.sent_by)

    response = Client().post(link(handoff, receiver))

    assert response.status_code == 409
    assert f"{handoff.sent_by} withdrew" in response.content.decode()


def test_who_works_there_no_more_may_not(handoff: Handoff, receiver: Agent) -> None:
    address = link(handoff, receiver)
    handoff.to_team.memberships.all().delete()

    for response in (Client().get(address), Client().post(address)):
        assert response.status_code == 403
        assert handoff.ticket.subject not in response.content.decode()
    handoff.refresh_from_db()
    assert handoff.is_waiting


def test_who_has_left_may_not(handoff: Handoff, receiver: Agent) -> None:
    Agent.objects.filter(pk=receiver.pk).update(is_active=False)

    assert Client().post(link(handoff, receiver)).status_code == 403


def test_it_ends_after_a_day(handoff: Handoff, receiver: Agent, settings: Any) -> None:
    address = link(handoff, receiver)
    settings.LINKS_LAST = timedelta(seconds=-1)

    response = Client().post(address)

    assert response.status_code == 410
    assert "expired" in response.content.decode()


@pytest.mark.parametrize("of", ["another deed", "another person"])
def test_what_was_signed_for_something_else_is_no_link(handoff: Handoff, receiver: Agent, of: str) -> None:
    token = links.token_for(handoff.pk, receiver.pk)
    if of == "another deed":
        token = signing.dumps([handoff.pk, receiver.pk], salt="withdraw")
    else:
        token = signing.dumps([handoff.pk, 0], salt="x").split(":")[0] + ":" + token.split(":", 1)[1]

    assert Client().post(f"/l/{token}/").status_code == 404


def test_it_cannot_be_tried_by_the_thousand(handoff: Handoff, receiver: Agent) -> None:
    answers = {Client().get(f"/l/{number}:x:y/").status_code for number in range(70)}

    assert answers == {404, 429}


def test_good_links_of_a_whole_office_open_from_one_address(handoff: Handoff) -> None:
    colleagues = [AgentFactory(team=handoff.to_team) for _ in range(4)]

    answers = {Client().get(link(handoff, agent)).status_code for _ in range(18) for agent in colleagues}

    assert answers == {200}


def test_behind_a_proxy_who_guesses_bars_nobody_else(settings: Any) -> None:
    settings.PROXIES = 1

    def guess(number: int, *, by: str) -> int:
        return Client().get(f"/l/{number}:x:y/", headers={"X-Forwarded-For": by}).status_code

    assert {guess(number, by="203.0.113.7") for number in range(70)} == {404, 429}
    assert guess(71, by="203.0.113.8") == 404


def test_an_email_about_a_waiting_handoff_brings_the_link(
    receiver: Agent, database_clock: SettableClock, mailoutbox: list[Any]
) -> None:
    AlertPreferences.objects.create(agent=receiver, by_email=[Topic.WAITING])
    handoff = send_handoff(receiver=receiver)
    deliveries.send_some(limit=1)

    address = mailoutbox[0].body.split("Acknowledge: http://localhost:8000")[1].split()[0]
    Client().post(address)

    handoff.refresh_from_db()
    assert handoff.acknowledged_by == receiver


def test_what_cannot_be_acknowledged_says_why(
    handoff: Handoff, receiver: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **fields: object) -> None:
        raise handoffs.OwnHandoff

    monkeypatch.setattr(handoffs, "acknowledge", refuse)

    page = Client().post(link(handoff, receiver))

    assert page.status_code == 409
    assert "You sent this yourself" in page.content.decode()
