"""Acknowledging with a word on what is next, wherever a handoff can be acknowledged."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from escalation.models import Handoff, HandoffType
from escalation.notices import links
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, send_handoff
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent

pytestmark = pytest.mark.django_db

NEXT = "I compare the limits and write by noon."


@lasting
def sent() -> Handoff:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    return send_handoff(type=HandoffTypeFactory(needs_read_back=True), receiver=receiver, at=timezone.now())


@pytest.fixture
def receiver(sent: Handoff) -> Agent:
    return sent.to_team.members.get()


def test_on_the_ticket_it_is_asked_for_and_the_sender_reads_it_there(sent: Handoff, receiver: Agent) -> None:
    client, url = signed_in(receiver), reverse("handoff-acknowledge", args=[sent.pk])

    refused = client.post(url, {"read_back": "  "})
    client.post(url, {"read_back": NEXT})

    sent.refresh_from_db()
    assert refused.status_code == 422
    assert "Say in a line what you do next" in refused.content.decode()
    assert (sent.acknowledged_by, sent.read_back) == (receiver, NEXT)
    assert NEXT in text(signed_in(sent.sent_by), sent.ticket.get_absolute_url())


def test_from_the_queue_one_is_led_to_where_it_can_be_said(sent: Handoff, receiver: Agent) -> None:
    response = signed_in(receiver).post(reverse("queue-acknowledge", args=[sent.pk]), follow=True)

    sent.refresh_from_db()
    page = response.content.decode()
    assert sent.is_waiting
    assert "Say in a line what you do next, and acknowledge" in page
    assert 'id="read-back" name="read_back"' in page
    assert response.redirect_chain[-1][0].endswith("#read-back"), "with the focus in that field"


def test_a_link_from_a_mail_asks_for_it_too(sent: Handoff, receiver: Agent) -> None:
    client, url = Client(), reverse("link", args=[links.token_for(sent.pk, receiver.pk)])

    asked = text(client, url)
    refused = client.post(url)
    done = client.post(url, {"read_back": NEXT})

    sent.refresh_from_db()
    assert 'name="read_back"' in asked
    assert (refused.status_code, done.status_code) == (422, 200)
    assert sent.read_back == NEXT


def test_a_kind_that_was_changed_asks_nothing_more_of_what_was_sent_before(receiver: Agent, sent: Handoff) -> None:
    plain = send_handoff(type=HandoffTypeFactory(), receiver=receiver, at=timezone.now())
    HandoffType.objects.filter(pk=plain.type_id).update(needs_read_back=True)

    signed_in(receiver).post(reverse("handoff-acknowledge", args=[plain.pk]))

    plain.refresh_from_db()
    assert plain.is_acknowledged
