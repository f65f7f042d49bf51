"""The button of the handoff queue that acknowledges: for whom it is, and what whoever comes second reads."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs
from escalation.models import Handoff
from tests.factories import (
    AgentFactory,
    HandoffTypeFactory,
    TeamFactory,
    send_handoff,
)
from tests.pages import POLL, signed_in, text
from tickets import services
from tickets.models import Agent, Role, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2", tier=2)


@pytest.fixture
def receiver(team: Team) -> Agent:
    return AgentFactory(name="Sarah Okafor", team=team)


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def send(receiver: Agent, *, minutes_ago: float = 1, **fields: Any) -> Handoff:
    return send_handoff(receiver=receiver, at=ago(minutes_ago), **fields)


def test_acknowledging_leads_to_the_ticket(receiver: Agent) -> None:
    handoff = send(receiver)

    response = signed_in(receiver).post(f"/handoffs/{handoff.pk}/acknowledge/")

    handoff.refresh_from_db()
    assert response["Location"] == handoff.ticket.get_absolute_url()
    assert handoff.acknowledged_by == receiver
    assert handoff.ticket.holder == receiver


def test_a_script_is_led_there_too(receiver: Agent) -> None:
    handoff = send(receiver)

    response = signed_in(receiver).post(f"/handoffs/{handoff.pk}/acknowledge/", **POLL)

    assert response["HX-Redirect"] == handoff.ticket.get_absolute_url()


@pytest.fixture
def lost(receiver: Agent) -> Handoff:
    """A handoff that Sarah acknowledged a moment ago."""
    handoff = send(receiver)
    handoffs.acknowledge(handoff, by=receiver)
    return handoff


def test_who_comes_second_reads_who_was_first_in_the_row_itself(lost: Handoff, team: Team) -> None:
    response = signed_in(AgentFactory(team=team)).post(f"/handoffs/{lost.pk}/acknowledge/", **POLL)

    page = response.content.decode()
    assert response.status_code == 409
    assert re.search(rf"Sarah Okafor acknowledged {lost.ticket.number} \d+ s before you\.", page)
    assert f'<tr id="handoff-{lost.pk}"' in page
    assert "<html" not in page


def test_without_scripts_the_second_reads_it_on_the_queue(lost: Handoff, team: Team) -> None:
    response = signed_in(AgentFactory(team=team)).post(f"/handoffs/{lost.pk}/acknowledge/", follow=True)

    assert response.redirect_chain == [("/handoffs/tier-2/", 302)]
    assert "Sarah Okafor acknowledged" in response.content.decode()


def test_a_withdrawn_handoff_says_so(receiver: Agent) -> None:
    handoff = send(receiver)
    handoffs.withdraw(handoff, by=handoff.sent_by)

    response = signed_in(receiver).post(f"/handoffs/{handoff.pk}/acknowledge/", **POLL)

    assert response.status_code == 409
    assert "it was withdrawn" in response.content.decode()


def test_acknowledging_is_the_receiving_teams(receiver: Agent) -> None:
    handoff = send(receiver)
    manager, stranger = AgentFactory(role=Role.MANAGER), AgentFactory(team=TeamFactory())

    assert signed_in(handoff.sent_by).post(f"/handoffs/{handoff.pk}/acknowledge/").status_code == 403
    assert signed_in(manager).post(f"/handoffs/{handoff.pk}/acknowledge/").status_code == 403
    assert signed_in(stranger).post(f"/handoffs/{handoff.pk}/acknowledge/").status_code == 404
    assert signed_in(receiver).get(f"/handoffs/{handoff.pk}/acknowledge/").status_code == 405
    handoff.refresh_from_db()
    assert handoff.is_waiting


def test_what_cannot_be_held_is_said_in_words(receiver: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    handoff = send(receiver)

    def refuse(*args: object, **fields: object) -> None:
        raise services.NotInTeam("Sarah Okafor does not work in Tier 2")

    monkeypatch.setattr(handoffs, "acknowledge", refuse)

    row = signed_in(receiver).post(reverse("queue-acknowledge", args=[handoff.pk]), headers={"HX-Request": "true"})

    assert row.status_code == 409
    assert "Sarah Okafor does not work in Tier 2" in row.content.decode()


def test_the_button_is_for_whom_the_permission_says(receiver: Agent, team: Team) -> None:
    colleague = AgentFactory(team=team)
    send_handoff(
        sender=receiver, receiver=colleague, at=ago(1), to_agent=colleague, type=HandoffTypeFactory(within_team=True)
    )
    manager = AgentFactory(role=Role.MANAGER)

    offered = ["btn-ack" in text(signed_in(agent), "/handoffs/tier-2/") for agent in (receiver, colleague, manager)]

    assert offered == [False, True, False]


def test_who_sent_a_ticket_on_is_led_to_no_inbox_that_is_closed_to_her(receiver: Agent, team: Team) -> None:
    handoff = send(receiver)
    handoffs.acknowledge(handoff, by=receiver)
    inbox = reverse("inbox", args=[team.slug])

    assert f'href="{inbox}"' in text(signed_in(receiver), handoff.ticket.get_absolute_url())
    assert f'href="{inbox}"' not in text(signed_in(handoff.sent_by), handoff.ticket.get_absolute_url())
