"""Every act on a ticket's page, as those it is for and as strangers meet it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs
from escalation.models import Handoff, ReturnReason
from tests.factories import AgentFactory, TeamFactory, package
from tests.pages import signed_in
from tickets import services
from tickets.models import Agent, Channel, Message, Role, Ticket

pytestmark = pytest.mark.django_db

TICKET_ACTS = ["ticket-say", "ticket-claim", "ticket-place", "ticket-resolve", "ticket-reopen", "hand-over"]
HANDOFF_ACTS = ["acknowledge", "return", "ask", "answer", "withdraw", "take-back"]


@pytest.mark.parametrize("name", [*TICKET_ACTS, "hand-over-draft", "hand-over-discard"])
@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_somebody_elses_ticket_does_not_exist_for_any_act(name: str, role: Role, sent: Handoff) -> None:
    stranger = signed_in(AgentFactory(role=role, team=TeamFactory()))

    assert stranger.post(reverse(name, args=[sent.ticket_id])).status_code == 404
    assert stranger.get(reverse("ticket", args=[sent.ticket_id])).status_code == 404


@pytest.mark.parametrize("name", HANDOFF_ACTS)
def test_somebody_elses_handoff_does_not_exist_for_any_act(name: str, sent: Handoff) -> None:
    stranger = signed_in(AgentFactory(team=TeamFactory()))

    assert stranger.post(reverse(f"handoff-{name}", args=[sent.pk])).status_code == 404


@pytest.mark.parametrize("name", [name for name in TICKET_ACTS if name != "hand-over"])
def test_an_act_followed_as_a_link_shows_the_ticket_and_does_nothing(name: str, sent: Handoff) -> None:
    response = signed_in(sent.sent_by).get(reverse(name, args=[sent.ticket_id]))

    assert response["Location"] == sent.ticket.get_absolute_url()
    assert sent.ticket.messages.count() == 1


@pytest.mark.parametrize("name", HANDOFF_ACTS)
def test_an_act_on_a_handoff_followed_as_a_link_does_nothing_either(name: str, sent: Handoff) -> None:
    response = signed_in(sent.sent_by).get(reverse(f"handoff-{name}", args=[sent.pk]))

    assert response["Location"] == sent.ticket.get_absolute_url()
    assert [event.kind for event in sent.events.all()] == ["sent"]


def test_the_receiver_reads_what_to_do_first_and_may_acknowledge(sent: Handoff, receiver: Agent) -> None:
    page = signed_in(receiver).get(reverse("ticket", args=[sent.ticket_id])).content.decode()

    assert sent.next_best_action.replace("'", "&#x27;") in page
    assert reverse("handoff-acknowledge", args=[sent.pk]) in page
    assert reverse("handoff-withdraw", args=[sent.pk]) not in page


def test_the_sender_may_withdraw_and_not_acknowledge(sent: Handoff) -> None:
    page = signed_in(sent.sent_by).get(reverse("ticket", args=[sent.ticket_id])).content.decode()

    assert reverse("handoff-withdraw", args=[sent.pk]) in page
    assert reverse("handoff-acknowledge", args=[sent.pk]) not in page


def test_acknowledging_leads_to_the_ticket_and_the_second_one_reads_who_was_first(
    sent: Handoff, receiver: Agent
) -> None:
    second = AgentFactory(team=sent.to_team)
    take = reverse("handoff-acknowledge", args=[sent.pk])

    assert signed_in(receiver).post(take).status_code == 302
    response = signed_in(second).post(take)

    assert response.status_code == 409
    assert re.search(rf"{receiver} acknowledged this handoff \d+ s before you\.", response.content.decode())


def test_a_return_without_words_says_so_and_changes_nothing(sent: Handoff, receiver: Agent) -> None:
    response = signed_in(receiver).post(reverse("handoff-return", args=[sent.pk]), {"reason": "wrong_team"})

    assert response.status_code == 422
    assert "Say in a few words what is wrong." in response.content.decode()
    sent.refresh_from_db()
    assert sent.is_waiting


def test_a_returned_handoff_is_taken_back_and_its_package_starts_the_next_one(sent: Handoff, receiver: Agent) -> None:
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="Which order?", by=receiver)
    sender = signed_in(sent.sent_by)

    assert sender.post(reverse("handoff-take-back", args=[sent.pk])).status_code == 302
    form = sender.get(reverse("hand-over", args=[sent.ticket_id])).content.decode()

    assert package().issue_summary in form
    assert "Sent one order by hand" in form


def test_a_question_reaches_the_sender_who_answers_on_the_card(sent: Handoff, receiver: Agent) -> None:
    signed_in(receiver).post(reverse("handoff-ask", args=[sent.pk]), {"text": "Which environment?"})
    sender = signed_in(sent.sent_by)
    assert "Which environment?" in sender.get(reverse("ticket", args=[sent.ticket_id])).content.decode()

    sender.post(reverse("handoff-answer", args=[sent.pk]), {"text": "Production."})

    assert [event.kind for event in sent.events.order_by("pk")] == ["sent", "asked", "answered"]
    assert sent.ticket.messages.filter(body="Production.", visibility="internal").exists()


def test_a_reply_is_sent_on_the_channel_that_was_chosen(sent: Handoff) -> None:
    response = signed_in(sent.sent_by).post(
        reverse("ticket-say", args=[sent.ticket_id]), {"kind": "reply", "body": "Looking.", "channel": "chat"}
    )

    assert response.status_code == 302
    assert sent.ticket.messages.get(body="Looking.").channel == Channel.CHAT


def test_a_reply_to_a_thread_that_moved_on_is_held_back_and_kept(sent: Handoff) -> None:
    seen = sent.ticket.messages.latest("pk").pk
    services.post_message(
        sent.ticket, author=sent.ticket.customer, body="It works!", channel=Channel.EMAIL, at=timezone.now()
    )
    typed = {"kind": "reply", "body": "Try again?", "channel": "email", "seen": seen}

    response = signed_in(sent.sent_by).post(reverse("ticket-say", args=[sent.ticket_id]), typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing has been sent" in page
    assert "It works!" in page[page.index("Nothing has been sent") :]
    assert "Send anyway" in page
    assert "Try again?" in page
    assert not Message.objects.filter(body="Try again?").exists()


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [("", 422, "Write something, or attach a file."), ("x" * 100_001, 422, "100000 characters")],
    ids=["nothing", "too much"],
)
def test_a_message_that_cannot_be_sent_says_why(sent: Handoff, body: str, status: int, words: str) -> None:
    response = signed_in(sent.sent_by).post(
        reverse("ticket-say", args=[sent.ticket_id]), {"kind": "reply", "body": body, "channel": "email"}
    )

    assert response.status_code == status
    assert words in response.content.decode()


def test_a_message_of_ten_megabytes_is_refused_and_changes_nothing(sent: Handoff) -> None:
    client = signed_in(sent.sent_by)
    client.raise_request_exception = False
    before = Message.objects.count()

    response = client.post(
        reverse("ticket-say", args=[sent.ticket_id]), {"kind": "reply", "body": "x" * 10_000_000, "channel": "email"}
    )

    assert response.status_code in {400, 413}
    assert Message.objects.count() == before


def test_only_the_holding_team_speaks_to_the_customer_and_what_others_wrote_is_kept(
    sent: Handoff, receiver: Agent
) -> None:
    typed = {"kind": "reply", "body": "Hello from us", "channel": "email"}

    response = signed_in(receiver).post(reverse("ticket-say", args=[sent.ticket_id]), typed)

    page = response.content.decode()
    assert response.status_code == 403
    assert "answers this customer while it holds the ticket." in page
    assert "Hello from us</textarea>" in page


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("acknowledge", {}),
        ("return", {"reason": "wrong_team", "note": "x"}),
        ("ask", {"text": "x"}),
        ("take-back", {}),
    ],
)
def test_a_sender_may_not_do_what_is_the_receivers(name: str, typed: dict[str, str], sent: Handoff) -> None:
    response = signed_in(sent.sent_by).post(reverse(f"handoff-{name}", args=[sent.pk]), typed)

    assert response.status_code in {403, 409}  # taking back is hers, but nothing came back
    assert "Not done" in response.content.decode()
    sent.refresh_from_db()
    assert sent.is_waiting


@pytest.mark.parametrize("name", ["claim", "place", "resolve", "reopen"])
def test_a_receiver_does_nothing_with_the_ticket_before_it_is_hers(name: str, sent: Handoff, receiver: Agent) -> None:
    response = signed_in(receiver).post(reverse(f"ticket-{name}", args=[sent.ticket_id]))

    assert response.status_code == 403
    assert "Not done" in response.content.decode()


@pytest.mark.parametrize("name", ["claim", "place", "resolve"])
def test_while_a_handoff_waits_the_way_out_is_offered_with_the_refusal(name: str, sent: Handoff) -> None:
    response = signed_in(sent.sent_by).post(reverse(f"ticket-{name}", args=[sent.ticket_id]), {"put_back": "yes"})

    page = response.content.decode()
    assert response.status_code == 409
    assert f"Withdraw the handoff to {sent.to_team}" in page
    sent.refresh_from_db()
    assert sent.is_waiting


def test_a_reply_to_a_ticket_resolved_meanwhile_is_kept_with_the_way_back(holder: Agent, ticket: Ticket) -> None:
    services.resolve(ticket, by=holder, at=timezone.now())

    response = signed_in(holder).post(
        reverse("ticket-say", args=[ticket.pk]), {"kind": "reply", "body": "One more thing", "channel": "email"}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "One more thing</textarea>" in page
    assert f"Reopen {ticket.number}" in page
