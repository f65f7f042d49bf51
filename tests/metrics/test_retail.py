"""Conversations of a shop's assistant with its customers come in, and one of them is handed over."""

import io

import pytest
from django.urls import reverse

from escalation.models import HandoffType
from metrics.history import import_history
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory
from tests.metrics.converters import corpus, retail
from tests.pages import signed_in
from tickets import search
from tickets.models import AuthorKind, Message, Team, Ticket, Visibility


@pytest.mark.django_db
def test_a_conversation_of_the_shop_comes_in_and_is_handed_over_through_the_pages() -> None:
    path = corpus("taubench", "retail_few_shot.jsonl")
    file = io.BytesIO("".join(retail.lines(path)).encode())

    summary = import_history(
        file, source="retail", now=NOON, create_teams=True, on_reject=lambda reject: pytest.fail(str(reject))
    )
    sender = AgentFactory(team=Team.objects.get(name="Retail support"))
    receiver = AgentFactory(team=TeamFactory(tier=2))
    ticket = search.find(Ticket.objects.all(), "gift card balance mastercard speaker").first()
    assert ticket
    sent = signed_in(sender).post(
        reverse("hand-over", args=[ticket.pk]),
        {
            "type": HandoffType.objects.get(slug="escalation").pk,
            "to": receiver.teams.get().pk,
            "issue_summary": "The gift card does not cover the order.",
            "step": ["Offered to pay by card"],
            "result": ["The customer agrees"],
            "sentiment": "neutral",
            "sentiment_note": "Patient so far.",
            "urgency": "normal",
            "business_impact": "One order waits for its payment.",
            "next_best_action": "Change the payment method to the card ending in 4236.",
        },
    )
    assert sent.status_code == 302
    taken = signed_in(receiver).post(reverse("handoff-acknowledge", args=[ticket.handoffs.get().pk]))
    assert taken.status_code == 302

    ticket.refresh_from_db()
    assert (summary.new, ticket.holder) == (69, receiver)
    assert set(Message.objects.values_list("author_kind", flat=True)) == {AuthorKind.CUSTOMER, AuthorKind.IMPORTED}
    assert not Message.objects.filter(author_name="Order system").exclude(visibility=Visibility.INTERNAL).exists()
