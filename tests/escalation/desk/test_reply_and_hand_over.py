"""An answer to the customer and the handoff after it: one send, both or neither."""

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import reply_drafts
from escalation.desk import acts
from escalation.models import ClockKind, Handoff, HandoffDraft, ReplyDraft
from tests.api import V1, as_agent
from tests.escalation.desk.forms import package_form
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, package
from tests.pages import signed_in, text
from tickets import services
from tickets.models import Agent, Channel, Message, Ticket

pytestmark = pytest.mark.django_db

WORDS = "Our second line looks at it now; you hear from them within the hour."


def address(ticket: Ticket, name: str = "hand-over") -> str:
    return reverse(name, args=[ticket.pk])


def said(ticket: Ticket) -> list[str]:
    return [message.body for message in Message.objects.filter(ticket=ticket, agent__isnull=False)]


def sending(ticket: Ticket, **changes: object) -> dict[str, object]:
    seen = Message.objects.filter(ticket=ticket).latest("pk").pk
    return package_form(**{"reply": WORDS, "reply_channel": "email", "seen": seen, **changes})


def test_both_are_sent_at_once_and_the_customer_does_not_wait_any_more(holder: Agent, ticket: Ticket) -> None:
    response = signed_in(holder).post(address(ticket), sending(ticket), follow=True)

    handoff = Handoff.objects.get()
    assert "Your answer is sent, and the ticket is handed over to" in response.content.decode()
    assert said(ticket) == [WORDS]
    assert handoff.customer_waiting_since is None
    assert handoff.clocks.get(kind=ClockKind.RESPOND).is_running


@pytest.mark.parametrize("refused_for", ["an incomplete package", "another handoff that waits"])
def test_where_the_handoff_is_refused_nothing_is_said(holder: Agent, ticket: Ticket, refused_for: str) -> None:
    client, typed = signed_in(holder), sending(ticket)
    if refused_for == "an incomplete package":
        typed["next_best_action"] = ""
    else:
        client.post(address(ticket), package_form())

    response = client.post(address(ticket), typed)

    assert response.status_code in {409, 422}
    assert said(ticket) == []
    assert WORDS in response.content.decode()


def test_an_answer_that_the_thread_overtook_is_held_back_and_so_is_the_handoff(holder: Agent, ticket: Ticket) -> None:
    typed = sending(ticket)
    services.post_message(
        ticket, author=ticket.customer, body="It works again!", channel=Channel.EMAIL, at=timezone.now()
    )
    client = signed_in(holder)

    held = client.post(address(ticket), typed)
    page = held.content.decode()

    assert held.status_code == 409
    assert "It works again!" in page
    assert WORDS in page
    assert not Handoff.objects.exists()
    assert client.post(address(ticket), sending(ticket)).status_code == 302


def test_a_package_that_the_thread_overtook_is_held_back_with_what_is_new(holder: Agent, ticket: Ticket) -> None:
    client, typed = signed_in(holder), sending(ticket, reply="")
    said = {"channel": Channel.EMAIL, "at": timezone.now()}
    services.post_message(ticket, author=ticket.customer, body="It works again!", **said)  # type: ignore[arg-type]

    held = client.post(address(ticket), typed)

    assert held.status_code == 409
    assert "It works again!" in held.content.decode()
    assert not Handoff.objects.exists()
    assert client.post(address(ticket), sending(ticket, reply="")).status_code == 302


def test_what_she_says_herself_meanwhile_holds_no_package_back(holder: Agent, ticket: Ticket) -> None:
    typed = sending(ticket, reply="")
    acts.note(ticket, body="I hand it over.", by=holder)

    assert signed_in(holder).post(address(ticket), typed).status_code == 302


def test_a_button_pressed_twice_says_and_sends_it_once(holder: Agent, ticket: Ticket) -> None:
    client, typed = signed_in(holder), sending(ticket)

    answers = [client.post(address(ticket), typed).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (said(ticket), Handoff.objects.count()) == ([WORDS], 1)


def test_words_begun_in_the_composer_come_along_and_both_drafts_end_with_sending(holder: Agent, ticket: Ticket) -> None:
    client = signed_in(holder)

    begun = client.post(address(ticket, "hand-over-begin"), {"kind": "reply", "body": WORDS, "channel": "chat"})
    form = text(client, address(ticket))
    client.post(address(ticket, "hand-over-draft"), sending(ticket))
    client.post(address(ticket), sending(ticket))

    assert begun.headers["Location"] == address(ticket)
    assert WORDS in form
    assert not ReplyDraft.objects.exists()
    assert not HandoffDraft.objects.exists()


def test_a_long_answer_is_kept_whole_in_the_draft(holder: Agent, ticket: Ticket) -> None:
    words = "Dear customer. " * 400
    client = signed_in(holder)

    client.post(address(ticket, "hand-over-draft"), sending(ticket, reply=words))

    assert words.strip() in text(client, address(ticket))


def test_another_windows_words_are_not_overwritten(holder: Agent, ticket: Ticket) -> None:
    reply_drafts.save(ticket, typed=reply_drafts.Typed("Elsewhere"), by=holder, at=timezone.now(), window="other")

    typed = {"kind": "reply", "body": WORDS, "window": "this"}
    response = signed_in(holder).post(address(ticket, "hand-over-begin"), typed, follow=True)

    assert "changed in another window" in response.content.decode()
    assert ReplyDraft.objects.get().body == "Elsewhere"


def test_the_api_says_and_sends_in_one_request_or_neither(holder: Agent, ticket: Ticket) -> None:
    to = AgentFactory(team=TeamFactory(tier=2)).teams.get()
    whole = {"type": HandoffTypeFactory().pk, "to_team": to.pk, "reply": {"body": WORDS, "channel": "email"}}
    parts = {**vars(package()), "troubleshooting": [vars(step) for step in package().troubleshooting]}
    url = f"{V1}/tickets/{ticket.pk}/handoffs/"

    refused = as_agent(holder).post(url, {**whole, **parts, "issue_summary": ""})
    nothing = said(ticket)
    sent = as_agent(holder).post(url, {**whole, **parts})

    assert (refused.status_code, nothing) == (400, [])
    assert (sent.status_code, said(ticket)) == (201, [WORDS])


def test_words_that_began_on_the_tickets_page_end_their_draft_and_others_leave_it(
    holder: Agent, ticket: Ticket
) -> None:
    reply_drafts.save(ticket, typed=reply_drafts.Typed("Let me ask my"), by=holder, at=timezone.now())
    client = signed_in(holder)
    assert 'name="reply_begun"' in text(client, address(ticket))

    client.post(address(ticket), sending(ticket))
    assert ReplyDraft.objects.get().body == "Let me ask my"

    Handoff.objects.all().update(withdrawn_at=timezone.now(), withdrawn_by=holder)
    client.post(address(ticket), sending(ticket, reply=f"{WORDS} Really.", reply_begun="on"))
    assert Handoff.objects.count() == 2
    assert not ReplyDraft.objects.exists()
