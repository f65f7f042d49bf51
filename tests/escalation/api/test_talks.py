"""Talks over the API: the same as on their page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from escalation.models import Handoff, HandoffType, Talk
from tests.api import V1, as_agent, error
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, rota_of
from tickets.models import Agent, Message, Team, Ticket

pytestmark = pytest.mark.django_db
PACKAGE = {
    "issue_summary": "Sync fails with 429.",
    "troubleshooting": [{"step": "New key", "result": "same"}],
    "sentiment": "neutral",
    "sentiment_note": "Calm.",
    "urgency": "high",
    "business_impact": "Orders stop.",
    "next_best_action": "Compare the limits.",
}


@pytest.fixture
def to() -> Team:
    return TeamFactory(name="Payments", tier=2)


@pytest.fixture
def ben(to: Team) -> Agent:
    ben = AgentFactory(name="Ben Ito", team=to)
    rota_of(to, ben, start_date=timezone.now().date() - timedelta(days=1))
    return ben


@pytest.fixture
def cleo(to: Team) -> Agent:
    return AgentFactory(name="Cleo Roy", team=to)


@pytest.fixture
def ana() -> Agent:
    return AgentFactory(name="Ana Reis", team=TeamFactory())


@pytest.fixture
def ticket(ana: Agent) -> Ticket:
    return open_ticket(ana.teams.get(), at=timezone.now(), holder=ana)


@pytest.fixture
def kind() -> HandoffType:
    return HandoffTypeFactory()


def begin(ana: Agent, ticket: Ticket, kind: HandoffType, to: Team) -> str:
    said = {**PACKAGE, "type": kind.pk, "to_team": to.pk, "warm": True}
    sent = as_agent(ana).post(f"{V1}/tickets/{ticket.pk}/handoffs/", said, format="json")
    assert sent.status_code == 201
    assert sent.data["talk"] == "open"
    return f"{V1}/talks/{sent.data['id']}/"


def test_a_talk_is_led_and_ends_ready(ana: Agent, ticket: Ticket, kind: HandoffType, to: Team, ben: Agent) -> None:
    talk = begin(ana, ticket, kind, to)
    receiver = as_agent(ben)
    assert [each["id"] for each in receiver.get(f"{V1}/talks/").data["results"]] == [Handoff.objects.get().pk]

    receiver.post(f"{talk}say/", {"text": "One warehouse?"}, format="json")
    as_agent(ana).post(f"{talk}say/", {"text": "Both."}, format="json")
    assert [word["text"] for word in receiver.get(talk).data["words"]] == ["One warehouse?", "Both."]

    done = receiver.post(f"{talk}ready/", {}, format="json")
    assert (done.status_code, done.data["talk"], done.data["asks"][0]["answer"]) == (200, "ready", "ready")
    assert Message.objects.filter(ticket=ticket, body=done.data["asks"][0]["introduction"]).count() == 1


def test_somebody_else_can_be_asked_by_either_and_the_sender_can_stop_waiting(
    ana: Agent, ticket: Ticket, kind: HandoffType, to: Team, ben: Agent, cleo: Agent
) -> None:
    dora = AgentFactory(name="Dora", team=to)
    talk = begin(ana, ticket, kind, to)

    as_agent(ben).post(f"{talk}not-me/", {"instead": cleo.pk}, format="json")
    assert error(as_agent(ben).post(f"{talk}cold/"))[:2] == (403, "permission_denied")
    sender = as_agent(ana)
    assert sender.post(f"{talk}ask/", {"agent": dora.pk}, format="json").data["asks"][-1]["agent"]["id"] == dora.pk
    assert error(sender.post(f"{talk}ask/", {"agent": ben.pk}, format="json")) == (400, "asked_before", "agent")
    assert sender.post(f"{talk}cold/").data["talk"] == "cold"
    refused = as_agent(dora).post(f"{talk}ready/", {}, format="json")
    assert error(refused)[:2] == (409, "talk_over")


def test_others_find_none(ana: Agent, ticket: Ticket, kind: HandoffType, to: Team, ben: Agent, cleo: Agent) -> None:
    talk = begin(ana, ticket, kind, to)
    stranger = as_agent(cleo)

    assert stranger.get(talk).status_code == 404
    assert stranger.post(f"{talk}ready/", {}, format="json").status_code == 404
    assert stranger.get(f"{V1}/talks/").data["results"] == []


def test_a_type_that_goes_without_a_talk_refuses_one(
    ana: Agent, ticket: Ticket, kind: HandoffType, to: Team, ben: Agent
) -> None:
    HandoffType.objects.update(may_be_warm=False)
    said = {**PACKAGE, "type": kind.pk, "to_team": to.pk, "warm": True}
    refused = as_agent(ana).post(f"{V1}/tickets/{ticket.pk}/handoffs/", said, format="json")

    assert error(refused) == (400, "not_as_talk", "warm")
    assert not Handoff.objects.exclude(talk=Talk.NONE).exists()
