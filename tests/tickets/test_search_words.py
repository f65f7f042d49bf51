"""What is written with hyphens, dots and signs is found by the words in it, on both databases alike."""

import pytest

from tests.factories import CustomerFactory, open_ticket
from tickets import search
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    "query",
    [
        "INV-90817263",
        "90817263",
        "maria@fjord.example",
        "fjord",
        "rate_limit_exceeded",
        "api.example.com/v2/orders",
        "naïve",
    ],
)
def test_a_ticket_is_found_by_what_it_says(query: str) -> None:
    ticket = open_ticket(
        customer=CustomerFactory(email="maria@fjord.example"),
        subject="Invoice INV-90817263",
        body="A naïve call of https://api.example.com/v2/orders answers 429 rate_limit_exceeded.",
    )
    open_ticket(subject="Something else")

    assert list(search.find(Ticket.objects.all(), query)) == [ticket]
