"""The ticket page, as its readers meet it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from escalation import duty, handoffs
from escalation.models import Handoff, ReturnReason
from tests.factories import AgentFactory, BotFactory, CustomerFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import POLL, queries, signed_in, text
from tickets import services
from tickets.models import Agent, Attachment, Channel, Message, Role, Ticket

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


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
    """Said by the customer, the last of it a moment ago."""
    *earlier, last = bodies
    whose = {"ticket": ticket, "channel": Channel.CHAT, **services.author_fields(ticket.customer)}
    Message.objects.bulk_create(Message(body=body, posted_at=timezone.now(), **whose) for body in earlier)
    services.post_message(ticket, author=ticket.customer, body=last, channel=Channel.CHAT, at=timezone.now())


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


def test_the_composer_says_who_wrote_last_where_a_colleague_of_the_customer_did(holder: Agent, ticket: Ticket) -> None:
    colleague = CustomerFactory(account=ticket.account, name="Iván Ochoa")
    client, address = signed_in(holder), ticket.get_absolute_url()
    assert f"Write to {ticket.customer}" in text(client, address)

    services.post_message(ticket, author=colleague, body="Write to me.", channel=Channel.EMAIL, at=timezone.now())

    page = text(client, address)
    assert "Iván Ochoa wrote last" in page
    assert "Write to Iván Ochoa" in page


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
