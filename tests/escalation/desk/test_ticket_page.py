"""The ticket page and every act on it, as its readers and as strangers meet them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs
from escalation.models import Handoff, HandoffDraft, ReturnReason
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, package, send_handoff
from tickets import services
from tickets.models import Agent, Attachment, Channel, Message, Role, Ticket

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def sent() -> Handoff:
    """A handoff that waits for tier 2, sent a moment ago."""
    return send_handoff(receiver=AgentFactory(team=TeamFactory(tier=2)), at=timezone.now())


@pytest.fixture
def receiver(sent: Handoff) -> Agent:
    return sent.to_team.members.get()


def package_form(ticket: Ticket, **changes: str) -> dict[str, object]:
    to = changes.pop("to", None) or AgentFactory(team=TeamFactory(tier=2)).teams.get().pk
    return {
        "type": HandoffTypeFactory().pk,
        "to": to,
        "issue_summary": "Sync fails with 429.",
        "step": ["New API key"],
        "result": ["same 429"],
        "sentiment": "frustrated",
        "sentiment_note": "Third contact.",
        "urgency": "high",
        "business_impact": "Orders stop.",
        "next_best_action": "Compare the limits.",
        **changes,
    }


TICKET_ACTS = ["ticket-say", "ticket-claim", "ticket-place", "ticket-resolve", "ticket-reopen", "hand-over"]
HANDOFF_ACTS = ["acknowledge", "return", "ask", "answer", "withdraw", "take-back"]


@pytest.mark.parametrize("name", [*TICKET_ACTS, "hand-over-draft", "hand-over-discard"])
@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_somebody_elses_ticket_does_not_exist_for_any_act(name: str, role: Role, sent: Handoff) -> None:
    stranger = browser(AgentFactory(role=role, team=TeamFactory()))

    assert stranger.post(reverse(name, args=[sent.ticket_id])).status_code == 404
    assert stranger.get(reverse("ticket", args=[sent.ticket_id])).status_code == 404


@pytest.mark.parametrize("name", HANDOFF_ACTS)
def test_somebody_elses_handoff_does_not_exist_for_any_act(name: str, sent: Handoff) -> None:
    stranger = browser(AgentFactory(team=TeamFactory()))

    assert stranger.post(reverse(f"handoff-{name}", args=[sent.pk])).status_code == 404


@pytest.mark.parametrize("name", [name for name in TICKET_ACTS if name != "hand-over"])
def test_an_act_followed_as_a_link_shows_the_ticket_and_does_nothing(name: str, sent: Handoff) -> None:
    response = browser(sent.sent_by).get(reverse(name, args=[sent.ticket_id]))

    assert response["Location"] == sent.ticket.get_absolute_url()
    assert sent.ticket.messages.count() == 1


@pytest.mark.parametrize("name", HANDOFF_ACTS)
def test_an_act_on_a_handoff_followed_as_a_link_does_nothing_either(name: str, sent: Handoff) -> None:
    response = browser(sent.sent_by).get(reverse(f"handoff-{name}", args=[sent.pk]))

    assert response["Location"] == sent.ticket.get_absolute_url()
    assert [event.kind for event in sent.events.all()] == ["sent"]


def test_the_receiver_reads_what_to_do_first_and_may_acknowledge(sent: Handoff, receiver: Agent) -> None:
    page = browser(receiver).get(reverse("ticket", args=[sent.ticket_id])).content.decode()

    assert sent.next_best_action.replace("'", "&#x27;") in page
    assert reverse("handoff-acknowledge", args=[sent.pk]) in page
    assert reverse("handoff-withdraw", args=[sent.pk]) not in page


def test_the_sender_may_withdraw_and_not_acknowledge(sent: Handoff) -> None:
    page = browser(sent.sent_by).get(reverse("ticket", args=[sent.ticket_id])).content.decode()

    assert reverse("handoff-withdraw", args=[sent.pk]) in page
    assert reverse("handoff-acknowledge", args=[sent.pk]) not in page


def test_acknowledging_leads_to_the_ticket_and_the_second_one_reads_who_was_first(
    sent: Handoff, receiver: Agent
) -> None:
    second = AgentFactory(team=sent.to_team)
    take = reverse("handoff-acknowledge", args=[sent.pk])

    assert browser(receiver).post(take).status_code == 302
    response = browser(second).post(take)

    assert response.status_code == 409
    assert re.search(rf"{receiver} acknowledged this handoff \d+ s before you\.", response.content.decode())


def test_a_return_without_words_says_so_and_changes_nothing(sent: Handoff, receiver: Agent) -> None:
    response = browser(receiver).post(reverse("handoff-return", args=[sent.pk]), {"reason": "wrong_team"})

    assert response.status_code == 422
    assert "Say in a few words what is wrong." in response.content.decode()
    sent.refresh_from_db()
    assert sent.is_waiting


def test_a_returned_handoff_is_taken_back_and_its_package_starts_the_next_one(sent: Handoff, receiver: Agent) -> None:
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="Which order?", by=receiver)
    sender = browser(sent.sent_by)

    assert sender.post(reverse("handoff-take-back", args=[sent.pk])).status_code == 302
    form = sender.get(reverse("hand-over", args=[sent.ticket_id])).content.decode()

    assert package().issue_summary in form
    assert "Sent one order by hand" in form


def test_a_question_reaches_the_sender_who_answers_on_the_card(sent: Handoff, receiver: Agent) -> None:
    browser(receiver).post(reverse("handoff-ask", args=[sent.pk]), {"text": "Which environment?"})
    sender = browser(sent.sent_by)
    assert "Which environment?" in sender.get(reverse("ticket", args=[sent.ticket_id])).content.decode()

    sender.post(reverse("handoff-answer", args=[sent.pk]), {"text": "Production."})

    assert [event.kind for event in sent.events.order_by("pk")] == ["sent", "asked", "answered"]
    assert sent.ticket.messages.filter(body="Production.", visibility="internal").exists()


def test_a_reply_is_sent_on_the_channel_that_was_chosen(sent: Handoff) -> None:
    response = browser(sent.sent_by).post(
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

    response = browser(sent.sent_by).post(reverse("ticket-say", args=[sent.ticket_id]), typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing has been sent" in page
    assert "It works!" in page[page.index("Nothing has been sent") :]
    assert "Send anyway" in page
    assert "Try again?" in page
    assert not Message.objects.filter(body="Try again?").exists()


def test_pressing_send_twice_sends_once(sent: Handoff) -> None:
    client = browser(sent.sent_by)
    typed = {
        "kind": "reply",
        "body": "Looking.",
        "channel": "email",
        "seen": sent.ticket.messages.latest("pk").pk,
    }

    answers = [client.post(reverse("ticket-say", args=[sent.ticket_id]), typed).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Message.objects.filter(body="Looking.").count() == 1


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [("", 422, "Write something, or attach a file."), ("x" * 100_001, 422, "100000 characters")],
    ids=["nothing", "too much"],
)
def test_a_message_that_cannot_be_sent_says_why(sent: Handoff, body: str, status: int, words: str) -> None:
    response = browser(sent.sent_by).post(
        reverse("ticket-say", args=[sent.ticket_id]), {"kind": "reply", "body": body, "channel": "email"}
    )

    assert response.status_code == status
    assert words in response.content.decode()


def test_a_message_of_ten_megabytes_is_refused_and_changes_nothing(sent: Handoff) -> None:
    client = browser(sent.sent_by)
    client.raise_request_exception = False
    before = Message.objects.count()

    response = client.post(
        reverse("ticket-say", args=[sent.ticket_id]), {"kind": "reply", "body": "x" * 10_000_000, "channel": "email"}
    )

    assert response.status_code in {400, 413}
    assert Message.objects.count() == before


def test_resolving_while_a_handoff_waits_says_to_withdraw_it(sent: Handoff) -> None:
    response = browser(sent.sent_by).post(reverse("ticket-resolve", args=[sent.ticket_id]))

    assert response.status_code == 409
    assert "Withdraw the handoff first." in response.content.decode()


def test_only_the_holding_team_speaks_to_the_customer(sent: Handoff, receiver: Agent) -> None:
    response = browser(receiver).post(
        reverse("ticket-say", args=[sent.ticket_id]), {"kind": "reply", "body": "Hello", "channel": "email"}
    )

    assert response.status_code == 403


def test_handing_over_sends_a_complete_package_and_says_who_is_responsible() -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now())

    response = browser(agent).post(reverse("hand-over", args=[ticket.pk]), package_form(ticket), follow=True)

    assert "You stay responsible until somebody acknowledges." in response.content.decode()
    assert Handoff.objects.get(ticket=ticket).troubleshooting == [{"step": "New API key", "result": "same 429"}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issue_summary": ""}, "Say in one to three sentences"),
        ({"issue_summary": "One. Two. Three. Four."}, "Keep it to 3 sentences; it has 4."),
        ({"next_best_action": " "}, "Say what the receiver should do first."),
        ({"sentiment": "furious"}, "Select a valid choice"),
        ({"to": "999999"}, "Select a valid choice"),
        ({"type": "forged"}, "Select a valid choice"),
    ],
)
def test_an_incomplete_or_forged_form_is_refused_at_the_field(changes: dict[str, str], words: str) -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now())

    response = browser(agent).post(reverse("hand-over", args=[ticket.pk]), package_form(ticket, **changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Handoff.objects.filter(ticket=ticket).exists()


def test_a_draft_is_kept_as_typed_and_gone_once_sent() -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now())
    client = browser(agent)

    saved = client.post(
        reverse("hand-over-draft", args=[ticket.pk]), {"issue_summary": "Half", "step": ["A", "B"], "result": ["a", ""]}
    )
    form = client.get(reverse("hand-over", args=[ticket.pk])).content.decode()

    assert saved.status_code == 200
    assert "Half" in form
    assert form.count('name="step"') == 3
    client.post(reverse("hand-over", args=[ticket.pk]), package_form(ticket))
    assert not HandoffDraft.objects.exists()


def test_another_agents_draft_is_not_mixed_in() -> None:
    agent = AgentFactory(team=TeamFactory())
    colleague = AgentFactory(team=agent.teams.get())
    ticket = open_ticket(agent.teams.get(), at=timezone.now())
    browser(agent).post(reverse("hand-over-draft", args=[ticket.pk]), {"issue_summary": "Mine alone"})

    form = browser(colleague).get(reverse("hand-over", args=[ticket.pk])).content.decode()

    assert "Mine alone" not in form


def test_what_customers_write_is_shown_and_never_run() -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now(), subject=HOSTILE, body=HOSTILE)
    services.post_message(
        ticket,
        author=ticket.customer,
        body="see file",
        channel=Channel.EMAIL,
        at=timezone.now(),
        files=[SimpleUploadedFile("<b>x</b>.html", b"<script>")],
    )

    page = browser(agent).get(reverse("ticket", args=[ticket.pk])).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_file_is_handed_out_as_a_download_to_those_who_see_its_ticket() -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now(), files=[SimpleUploadedFile("a.html", b"<script>")])
    address = reverse("attachment", args=[Attachment.objects.get(message__ticket=ticket).pk])

    response = browser(agent).get(address)

    assert b"".join(response.streaming_content) == b"<script>"  # type: ignore[attr-defined]

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert browser(AgentFactory(team=TeamFactory())).get(address).status_code == 404


def test_a_thread_of_any_length_takes_the_same_number_of_queries(django_assert_max_num_queries) -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now(), holder=agent)
    for number in range(60):
        services.post_message(
            ticket, author=ticket.customer, body=f"Line {number}", channel=Channel.CHAT, at=timezone.now()
        )
    client = browser(agent)

    with django_assert_max_num_queries(16):
        page = client.get(reverse("ticket", args=[ticket.pk])).content.decode()

    assert "Show earlier messages" in page
    assert "Line 59" in page
    assert "Line 5<" not in page


def test_a_poll_of_an_unchanged_ticket_answers_with_nothing(sent: Handoff) -> None:
    client = browser(sent.sent_by)
    address = reverse("ticket", args=[sent.ticket_id])

    first = client.get(address, headers={"HX-Request": "true"})
    second = client.get(address, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    services.post_message(
        sent.ticket, author=sent.ticket.customer, body="News", channel=Channel.EMAIL, at=timezone.now()
    )
    assert client.get(address, headers={"HX-Request": "true", "If-None-Match": first["ETag"]}).status_code == 200


def test_given_to_a_colleague_it_is_hers_and_to_a_stranger_it_is_not() -> None:
    agent = AgentFactory(team=TeamFactory())
    colleague, stranger = AgentFactory(team=agent.teams.get()), AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now(), holder=agent)
    client = browser(agent)

    refused = client.post(reverse("ticket-place", args=[ticket.pk]), {"agent": stranger.pk})
    given = client.post(reverse("ticket-place", args=[ticket.pk]), {"agent": colleague.pk})

    ticket.refresh_from_db()
    assert (refused.status_code, given.status_code, ticket.holder) == (422, 302, colleague)
