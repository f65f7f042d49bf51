"""The hand-over form that writes itself: drafted from the thread, under whatever somebody has written."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import drafts, handoffs
from escalation.models import Handoff, HandoffType
from tests.factories import package
from tests.pages import signed_in, text
from tickets import services
from tickets.models import Agent, Channel, Customer, Message, Ticket

pytestmark = pytest.mark.django_db


def say(ticket: Ticket, author: Agent | Customer, body: str) -> Message:
    at = timezone.now() + timedelta(seconds=Message.objects.count())
    return services.post_message(ticket, author=author, body=body, channel=Channel.EMAIL, at=at)


def form(agent: Agent, ticket: Ticket, query: str = "") -> str:
    return text(signed_in(agent), reverse("hand-over", args=[ticket.pk]) + query)


@pytest.fixture
def talk(holder: Agent, ticket: Ticket) -> list[Message]:
    return [
        say(ticket, ticket.customer, "The export stops with error FW-6001. We cannot ship 12 orders."),
        say(ticket, holder, "Please clear the cache."),
        say(ticket, ticket.customer, "Unacceptable, same as before. It is in production."),
    ]


def test_a_form_with_no_draft_is_filled_from_the_thread_with_links_to_where_it_was_said(
    holder: Agent, ticket: Ticket, talk: list[Message]
) -> None:
    page = form(holder, ticket)

    assert "The export stops with error FW-6001. We cannot ship 12 orders." in page
    assert ">Please clear the cache.</textarea>" in page
    assert 'value="frustrated" checked' in page
    assert 'value="high" checked' in page
    assert "Drafted from the thread" in page
    for message in talk:
        assert f'<a href="#message-{message.pk}">' in page
        assert f'id="message-{message.pk}"' in page  # the link leads somewhere on this page


def test_what_the_thread_does_not_say_is_left_to_the_sender(holder: Agent, ticket: Ticket) -> None:
    page = form(holder, ticket)

    assert re.search(r'name="next_best_action"[^>]*></textarea>', page)


def test_each_step_names_its_own_messages_also_where_the_page_does_not_show_them(
    holder: Agent, ticket: Ticket, talk: list[Message]
) -> None:
    last = talk[-1].posted_at
    Message.objects.bulk_create(
        Message(
            ticket=ticket,
            channel=Channel.EMAIL,
            body=f"Nothing new on day {number}.",
            posted_at=last + timedelta(seconds=number + 1),
            **services.author_fields(holder),
        )
        for number in range(60)
    )

    page = form(holder, ticket)

    steps = page[page.index('id="steps"') : page.index("data-steps-add")]
    first = steps[: steps.index("</li>")]
    assert 'class="quoted"' in first
    asked = [message for message in talk if f"?messages=500#message-{message.pk}" in first]
    assert 1 <= len(asked) <= 2


def test_a_draft_wins_over_what_the_thread_says_also_where_it_is_empty(
    holder: Agent, ticket: Ticket, talk: list[Message]
) -> None:
    content = {"issue_summary": "Export broken.", "sentiment_note": "", "business_impact": "We cannot ship 12 orders."}
    drafts.save(ticket, content=content, by=holder, at=timezone.now())

    page = form(holder, ticket)

    assert ">Export broken.</textarea>" in page
    assert "“Unacceptable”" not in page
    assert page.count('class="quoted"') == 1  # the impact alone still says what the customer said


def test_another_kind_brings_what_it_asks_for_and_leaves_the_rest_as_typed(
    holder: Agent, ticket: Ticket, talk: list[Message]
) -> None:
    engineering = HandoffType.objects.get(slug="support-to-engineering")
    typed = {"type": engineering.pk, "issue_summary": "", "details.affected": "Two"}

    page = signed_in(holder).post(reverse("hand-over-asked", args=[ticket.pk]), typed, HTTP_HX_REQUEST="true")

    shown = page.content.decode()
    assert 'value="Production" checked' in shown
    assert ">Two</textarea>" in shown
    assert "The export stops" not in shown


def test_steps_tried_since_it_was_handed_over_follow_those_it_came_with(sent: Handoff) -> None:
    receiver = sent.to_team.members.get()
    handoffs.acknowledge(sent, by=receiver)
    say(sent.ticket, receiver, "Please restart the scanner.")

    page = form(receiver, sent.ticket)

    assert page.index(f">{package().troubleshooting[0].step}</textarea>") < page.index(
        ">Please restart the scanner.</textarea>"
    )


def test_a_refused_form_keeps_what_was_emptied_empty(holder: Agent, ticket: Ticket, talk: list[Message]) -> None:
    refused = signed_in(holder).post(reverse("hand-over", args=[ticket.pk]), {"issue_summary": ""})

    assert refused.status_code == 422
    assert 'aria-invalid="true"></textarea>' in refused.content.decode()
