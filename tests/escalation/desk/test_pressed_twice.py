"""A button pressed twice has been pressed: the second time nothing more happens, and nobody is told off."""

import pytest
from django.urls import reverse

from escalation import handoffs
from escalation.models import Handoff, ReturnReason
from tests.escalation.desk.forms import package_form
from tests.factories import AgentFactory
from tests.pages import signed_in
from tickets import services
from tickets.models import Agent, Message, Ticket

pytestmark = pytest.mark.django_db


def twice(agent: Agent, name: str, pk: int, typed: dict[str, object] | None = None) -> list[int]:
    client = signed_in(agent)
    return [client.post(reverse(name, args=[pk]), typed or {}).status_code for _ in range(2)]


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_the_same_words_are_said_once(kind: str, holder: Agent, ticket: Ticket) -> None:
    typed = {"kind": kind, "body": "Looking.", "channel": "email", "seen": ticket.messages.get().pk}

    assert twice(holder, "ticket-say", ticket.pk, typed) == [302, 302]
    assert Message.objects.filter(body="Looking.").count() == 1


def test_what_a_colleague_said_in_the_same_words_is_still_news(holder: Agent, ticket: Ticket) -> None:
    typed = {"kind": "reply", "body": "Looking.", "channel": "email", "seen": ticket.messages.get().pk}
    colleague = AgentFactory(team=ticket.team)

    answers = [
        signed_in(agent).post(reverse("ticket-say", args=[ticket.pk]), typed).status_code
        for agent in (colleague, holder)
    ]

    assert answers == [302, 409]


@pytest.mark.parametrize("name", ["ticket-claim", "ticket-resolve"])
def test_claiming_and_resolving(name: str, holder: Agent, ticket: Ticket) -> None:
    services.place(ticket, team=ticket.team, agent=None, by=holder, at=ticket.opened_at)

    assert twice(AgentFactory(team=ticket.team), name, ticket.pk) == [302, 302]


def test_reopening(holder: Agent, ticket: Ticket) -> None:
    services.resolve(ticket, by=holder, at=ticket.opened_at)

    assert twice(AgentFactory(team=ticket.team), "ticket-reopen", ticket.pk) == [302, 302]


def test_resolving_after_a_colleague_says_who_did(holder: Agent, ticket: Ticket) -> None:
    services.resolve(ticket, by=holder, at=ticket.opened_at)

    response = signed_in(AgentFactory(team=ticket.team)).post(reverse("ticket-resolve", args=[ticket.pk]))

    assert response.status_code == 409
    assert f"{holder} resolved this ticket" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("handoff-acknowledge", {}),
        ("handoff-return", {"reason": "wrong_team", "note": "This is for billing."}),
        ("handoff-ask", {"text": "Which order?"}),
    ],
)
def test_what_a_receiver_does(name: str, typed: dict[str, object], sent: Handoff, receiver: Agent) -> None:
    assert twice(receiver, name, sent.pk, typed) == [302, 302]
    assert sent.events.count() == 2
    assert Message.objects.filter(body="Which order?").count() <= 1


def test_what_a_sender_does(sent: Handoff) -> None:
    assert twice(sent.sent_by, "handoff-withdraw", sent.pk) == [302, 302]
    assert sent.events.count() == 2


def test_taking_back(sent: Handoff, receiver: Agent) -> None:
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="For billing.", by=receiver)

    assert twice(sent.sent_by, "handoff-take-back", sent.pk) == [302, 302]


def test_withdrawing_what_came_back_meanwhile_says_who_returned_it(sent: Handoff, receiver: Agent) -> None:
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="For billing.", by=receiver)

    response = signed_in(sent.sent_by).post(reverse("handoff-withdraw", args=[sent.pk]))

    assert response.status_code == 409
    assert f"{receiver} has returned this handoff" in response.content.decode()


def test_handing_over(holder: Agent, ticket: Ticket) -> None:
    typed = package_form()

    assert twice(holder, "hand-over", ticket.pk, typed) == [302, 302]
    assert Handoff.objects.filter(ticket=ticket).count() == 1


def test_handing_over_again_with_other_words_says_that_one_waits(holder: Agent, ticket: Ticket) -> None:
    client, address, typed = signed_in(holder), reverse("hand-over", args=[ticket.pk]), package_form()
    client.post(address, typed)

    response = client.post(address, {**typed, "issue_summary": "Something else."})

    assert response.status_code == 409
    assert "has handed this ticket to" in response.content.decode()
