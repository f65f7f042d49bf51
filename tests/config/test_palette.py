"""The command palette: what it offers for some words, and to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from config import palette
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.pages import signed_in
from tickets.models import Agent, Role, Team, Ticket
from tickets.palette import fits

pytestmark = pytest.mark.django_db


@pytest.fixture
def billing() -> Team:
    return TeamFactory(name="Billing", slug="billing")


@pytest.fixture
def noor(billing: Team) -> Agent:
    return AgentFactory(name="Noor Haddad", team=billing)


@pytest.fixture
def ticket(billing: Team) -> Ticket:
    return open_ticket(billing, subject="Invoice shows the wrong currency")


def labels(query: str, agent: Agent) -> list[str]:
    return [entry.label for entry in palette.find(query, agent)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("", "Scorecard", True),
        ("inb bil", "Inbox of Billing", True),
        ("BILL", "Inbox of Billing", True),
        ("box", "Inbox of Billing", False),
        ("inbox tier", "Inbox of Billing", False),
    ],
)
def test_words_fit_where_each_begins_one(query: str, text: str, expected: bool) -> None:
    assert fits(query, text) is expected


def test_a_ticket_is_found_by_its_number_and_by_words(noor: Agent, ticket: Ticket) -> None:
    line = f"{ticket.number} Invoice shows the wrong currency"

    assert line in labels(ticket.number, noor)
    assert line in labels(str(ticket.pk), noor)
    assert line in labels("wrong curr", noor)


def test_the_named_ticket_stands_before_those_that_mention_its_number(noor: Agent, ticket: Ticket) -> None:
    later = open_ticket(ticket.team, subject=f"As in {ticket.pk}, again", body=f"See {ticket.number}.")

    found = [entry.url for entry in palette.find(str(ticket.pk), noor) if entry.group == "Tickets"]

    assert found == [ticket.get_absolute_url(), later.get_absolute_url()]


def test_nobody_finds_a_ticket_or_a_team_that_she_may_not_open(ticket: Ticket) -> None:
    stranger = AgentFactory(team=TeamFactory(name="Tier 1"))

    assert labels("currency", stranger) == []
    assert not any(entry.group == "Tickets" for entry in palette.find(ticket.number, stranger))
    assert labels("billing", stranger) == []


def test_a_team_s_pages_are_found_by_those_who_may_open_them(noor: Agent, billing: Team) -> None:
    manager = AgentFactory(role=Role.MANAGER)

    assert labels("inbox billing", noor) == labels("inbox billing", manager) == ["Inbox of Billing"]


def test_only_an_admin_is_offered_admin(noor: Agent) -> None:
    assert "Admin" not in labels("", noor)
    assert "Admin" in labels("", AgentFactory(role=Role.ADMIN))


def test_one_letter_searches_no_tickets(noor: Agent, ticket: Ticket) -> None:
    assert not any(label.startswith("T-") for label in labels("i", noor))


def test_every_place_can_be_opened(noor: Agent) -> None:
    client = signed_in(noor)

    for entry in palette.find("", noor):
        assert client.get(entry.url, follow=True).status_code == 200, entry


def test_the_page_asks_and_gets_entries(noor: Agent, ticket: Ticket) -> None:
    response = signed_in(noor).get(reverse("palette"), {"q": "currency\0"})

    (entry,) = response.json()["entries"]
    assert entry["group"] == "Tickets"
    assert entry["url"] == ticket.get_absolute_url()
    assert entry["hint"] == f"{ticket.account}, open"


def test_strangers_get_nothing(client: Client) -> None:
    assert client.get(reverse("palette"), {"q": "currency"}).status_code == 302
