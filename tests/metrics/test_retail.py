"""Conversations of a shop's assistant with its customers come in, and one of them is handed over."""

import io

import pytest

from escalation import handoffs
from escalation.desk import acts
from escalation.models import HandoffType
from metrics.history import import_history
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, package
from tests.metrics.converters import corpus, retail
from tickets import search
from tickets.models import AuthorKind, Message, Team, Ticket, Visibility


@pytest.mark.django_db
def test_a_conversation_of_the_shop_comes_in_and_is_handed_over() -> None:
    path = corpus("taubench", "retail_few_shot.jsonl")
    file = io.BytesIO("".join(retail.lines(path)).encode())

    summary = import_history(
        file, source="retail", now=NOON, create_teams=True, on_reject=lambda reject: pytest.fail(str(reject))
    )
    sender = AgentFactory(team=Team.objects.get(name="Retail support"))
    receiver = AgentFactory(team=TeamFactory(tier=2))
    ticket = search.find(Ticket.objects.all(), "gift card balance mastercard speaker").first()
    assert ticket
    handoff = acts.hand_over(
        ticket, type=HandoffType.objects.get(), to=receiver.teams.get(), package=package(), by=sender
    )
    handoffs.acknowledge(handoff, by=receiver)

    ticket.refresh_from_db()
    assert (summary.new, ticket.holder) == (69, receiver)
    assert set(Message.objects.values_list("author_kind", flat=True)) == {AuthorKind.CUSTOMER, AuthorKind.IMPORTED}
    assert not Message.objects.filter(author_name="Order system").exclude(visibility=Visibility.INTERNAL).exists()
