"""The ticket page and every act on it, as its readers and as strangers meet them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from escalation import duty, handoffs
from escalation.models import Handoff, ReturnReason
from tests.factories import AgentFactory, BotFactory, TeamFactory, open_ticket, package, send_handoff
from tests.pages import POLL, queries, signed_in, text
from tickets import services
from tickets.models import Agent, Attachment, Channel, Message, Role, Ticket

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


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
    response = signed_in(sent.sent_by).post(reverse(f"ticket-{name}", args=[sent.ticket_id]))

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

    page = signed_in(agent).get(reverse("ticket", args=[ticket.pk])).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_file_is_handed_out_as_a_download_to_those_who_see_its_ticket() -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), at=timezone.now(), files=[SimpleUploadedFile("a.html", b"<script>")])
    address = reverse("attachment", args=[Attachment.objects.get(message__ticket=ticket).pk])

    response = signed_in(agent).get(address)

    assert b"".join(response.streaming_content) == b"<script>"  # type: ignore[attr-defined]

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert signed_in(AgentFactory(team=TeamFactory())).get(address).status_code == 404


def write(ticket: Ticket, *bodies: str) -> None:
    for body in bodies:
        services.post_message(ticket, author=ticket.customer, body=body, channel=Channel.CHAT, at=timezone.now())


def test_it_says_who_must_act_now_and_who_is_accountable_at_each_stage(ticket: Ticket) -> None:
    lead = AgentFactory(name="Lea Dahl", team=ticket.team, role=Role.LEAD)
    bot = BotFactory(name="Assistant", answered_for_by=ticket.team, team=ticket.team)
    services.place(ticket, team=ticket.team, agent=bot, by=lead, at=timezone.now())

    page = text(signed_in(lead), ticket.get_absolute_url())
    assert "held by Assistant" in page
    assert "you must act now" in page

    sent = send_handoff(sender=AgentFactory(team=TeamFactory()), at=timezone.now())
    page = text(signed_in(sent.sent_by), sent.ticket.get_absolute_url())
    assert "<b>You</b> must act now" in page
    now = page[page.index('class="is-now"') :]
    assert now.index("The sender, until somebody acknowledges.") < now.index("</dd>")


def test_where_nobody_is_in_charge_the_page_says_so(
    holder: Agent, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*args: object) -> duty.Recipient:
        raise duty.NobodyToTell

    monkeypatch.setattr(duty, "answerable", nobody)

    assert "Nobody is in charge" in text(signed_in(holder), ticket.get_absolute_url())


def test_the_tone_stands_where_an_answer_is_written() -> None:
    sent = send_handoff(at=timezone.now())
    handoffs.acknowledge(sent, by=sent.to_team.members.get())

    page = text(signed_in(sent.to_team.members.get()), sent.ticket.get_absolute_url())

    composer = page[page.index('id="composer"') :]
    assert composer.index("Polite, but this is the third time.") < composer.index("<textarea")
    assert "has waited" in composer


def test_a_thread_of_any_length_takes_the_same_number_of_queries(holder: Agent, ticket: Ticket) -> None:
    client, address = signed_in(holder), ticket.get_absolute_url()
    before = queries(client, address)

    write(ticket, *(f"Line {number}." for number in range(60)))

    assert queries(client, address) == before <= 12
    assert "Line 5." not in text(client, address)


def test_earlier_messages_join_the_thread_when_they_are_asked_for(holder: Agent, ticket: Ticket) -> None:
    write(ticket, *(f"Line {number}." for number in range(60)))
    client, address = signed_in(holder), ticket.get_absolute_url()

    page, longer = text(client, address), text(client, f"{address}?messages=100")

    assert f"{address}?messages=100#message-" in page
    assert longer.index("Line 5.") < longer.index("Line 59.")
    assert "Show earlier messages" not in longer


@pytest.mark.parametrize("asked", ["0", "-5", "ten", "9999999999999999999"])
def test_a_made_up_number_of_messages_shows_the_usual(asked: str, holder: Agent, ticket: Ticket) -> None:
    assert ticket.customer.name in text(signed_in(holder), f"{ticket.get_absolute_url()}?messages={asked}")


def test_a_long_message_is_folded_and_loses_nothing(holder: Agent, ticket: Ticket) -> None:
    write(ticket, "\n".join(f"Log line {number}" for number in range(400)))

    page = text(signed_in(holder), ticket.get_absolute_url())

    opening, rest = page.split("Show all, ")
    assert "Log line 15\n" not in rest
    assert "Log line 399" in rest
    assert opening.count("Log line") + rest.count("Log line") == 400


def test_an_address_becomes_a_link_that_carries_nothing_along(holder: Agent, ticket: Ticket) -> None:
    write(ticket, 'See https://example.com/a?b=1&c="2" and javascript:alert(1)')

    page = text(signed_in(holder), ticket.get_absolute_url())

    assert '<a href="https://example.com/a?b=1&amp;c=' in page
    assert 'rel="nofollow"' in page
    assert 'href="javascript' not in page


def test_a_poll_of_an_unchanged_ticket_answers_with_nothing_and_asks_little(sent: Handoff) -> None:
    client, address = signed_in(sent.sent_by), sent.ticket.get_absolute_url()
    known = client.get(address, **POLL)["ETag"]

    with CaptureQueriesContext(connection) as captured:
        again = client.get(address, HTTP_IF_NONE_MATCH=known, **POLL)

    assert (again.status_code, again.content, len(captured)) == (304, b"", 3)


@pytest.mark.parametrize("what", ["said", "asked", "acknowledged", "withdrawn", "returned"])
def test_a_poll_brings_whatever_happened(what: str, sent: Handoff, receiver: Agent) -> None:
    client, address = signed_in(sent.sent_by), sent.ticket.get_absolute_url()
    known = client.get(address, **POLL)["ETag"]

    {
        "said": lambda: write(sent.ticket, "News"),
        "asked": lambda: handoffs.ask(sent, text="Which order?", by=receiver),
        "acknowledged": lambda: handoffs.acknowledge(sent, by=receiver),
        "withdrawn": lambda: handoffs.withdraw(sent, by=sent.sent_by),
        "returned": lambda: handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="x", by=receiver),
    }[what]()

    response = client.get(address, HTTP_IF_NONE_MATCH=known, **POLL)
    assert response.status_code == 200
    assert "<html" not in response.content.decode()


def test_the_page_says_who_takes_part_and_how(sent: Handoff, receiver: Agent) -> None:
    handoffs.acknowledge(sent, by=receiver)

    page = text(signed_in(receiver), sent.ticket.get_absolute_url())

    people = page[page.index("Who takes part") :]
    assert re.search(rf"{receiver}</b><span>holds it now.*{sent.sent_by}</b><span>handed it over", people, re.S)


@pytest.mark.parametrize("when", ["waiting", "acknowledged", "returned"])
def test_no_page_writes_what_the_content_policy_forbids(when: str, sent: Handoff, receiver: Agent) -> None:
    if when == "acknowledged":
        handoffs.acknowledge(sent, by=receiver)
    if when == "returned":
        handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="x", by=receiver)
    address = sent.ticket.get_absolute_url()

    for agent in (sent.sent_by, receiver):
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)", text(signed_in(agent), address))
