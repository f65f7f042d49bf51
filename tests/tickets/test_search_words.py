"""What is written with hyphens, dots and signs is found by the words in it, on both databases alike."""

import pytest
from django.db import connection

from tests.factories import CustomerFactory, open_ticket
from tickets import customers, excerpts, search
from tickets.models import Ticket
from tickets.rows import rows_of

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


@pytest.fixture
def knows_capitals() -> None:
    """PostgreSQL knows capitals as far as its database's locale does: of ASCII alone in the locale C."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT lower('Ö') = 'ö'")
            [does] = cursor.fetchone()
        if not does:
            pytest.skip("this database was made in the locale C")


@pytest.mark.usefixtures("knows_capitals")
@pytest.mark.parametrize("query", ["Österreich", "österreich", "ÖSTERREICH", "Ærø", "Жираф", "straße"])
def test_capitals_beyond_ascii_make_no_difference(query: str) -> None:
    ticket = open_ticket(subject="Versand nach ÖSTERREICH", body="Auch nach ÆRØ, sagt ЖИРАФ in der Straße 4.")

    assert list(search.find(Ticket.objects.all(), query)) == [ticket]


@pytest.mark.usefixtures("knows_capitals")
def test_an_excerpt_shows_the_place_whatever_its_capitals() -> None:
    ticket = open_ticket(body=f"{'Und so weiter. ' * 40}Dann nach ÖSTERREICH damit.{' Und so fort.' * 40}")
    rows = rows_of([ticket.pk])

    (found,) = excerpts.of(rows, search.words_of("österreich"))

    assert "ÖSTERREICH" in [piece.text for piece in found.excerpt if piece.is_match]


def test_a_ticket_is_found_by_the_names_that_things_have_now() -> None:
    ticket = open_ticket()
    customer, account = ticket.customer, ticket.account
    customer.name, account.name = "Zenobia Quist", "Quist Freight"
    customer.save(update_fields=["name"])
    account.save(update_fields=["name"])

    customers.follow_names(account)

    assert list(search.find(Ticket.objects.all(), "zenobia freight")) == [ticket]
    assert not search.find(Ticket.objects.all(), "Customer Account").exists()


def test_what_a_ticket_is_known_by_is_found_however_long_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "KEPT", 100)
    ticket = open_ticket(subject="Zebra crossing", body="The first word is aardvark. " + "More of the same. " * 5)
    search.append(ticket, "And the last is zymurgy.")

    everything = Ticket.objects.all()
    assert list(search.find(everything, "zebra")) == [ticket]
    assert list(search.find(everything, "zymurgy")) == [ticket]
    assert not search.find(everything, "aardvark").exists()
