"""Opening a ticket for a customer who called."""

import pytest
from django.urls import reverse

from tests.factories import AccountFactory, AgentFactory, CustomerFactory, TeamFactory
from tests.pages import signed_in
from tickets.models import Account, Agent, Customer, Ticket

pytestmark = pytest.mark.django_db


def form(agent: Agent, **changes: str) -> dict[str, str]:
    typed = {
        "email": "maria@norrbrygg.example",
        "name": "Maria Lindqvist",
        "company": "Norrbrygg AB",
        "team": str(agent.teams.get().pk),
        "channel": "phone",
        "subject": "Sync fails",
        "body": "She called: no order arrives since 09:40.",
    }
    return {**typed, **changes}


@pytest.fixture
def agent() -> Agent:
    return AgentFactory(team=TeamFactory())


def test_a_customer_who_wrote_before_is_found_by_her_address(agent: Agent) -> None:
    maria = CustomerFactory(email="Maria@Norrbrygg.example")

    response = signed_in(agent).post(reverse("open-ticket"), form(agent, name="", company=""))

    assert response.status_code == 302
    assert Ticket.objects.get().customer == maria


def test_a_new_customer_joins_the_company_that_is_known(agent: Agent) -> None:
    norrbrygg = AccountFactory(name="Norrbrygg AB")

    signed_in(agent).post(reverse("open-ticket"), form(agent, company="norrbrygg ab"))

    assert Customer.objects.get().account == norrbrygg
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "", "company": ""}, "Nobody with this address has written before: say her name."),
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"subject": ""}, "This field is required."),
        ({"body": "x" * 100_001}, "at most 100000 characters"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nobody_is_added(
    agent: Agent, changes: dict[str, str], words: str
) -> None:
    response = signed_in(agent).post(reverse("open-ticket"), form(agent, **changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Customer.objects.exists()


def test_whoever_says_so_holds_the_ticket_she_opens(agent: Agent) -> None:
    signed_in(agent).post(reverse("open-ticket"), form(agent, take_it="on"))
    signed_in(agent).post(reverse("open-ticket"), form(agent))

    assert [ticket.holder for ticket in Ticket.objects.order_by("pk")] == [agent, None]


def test_a_ticket_cannot_be_opened_for_a_team_that_is_not_hers(agent: Agent) -> None:
    other = TeamFactory()

    response = signed_in(agent).post(reverse("open-ticket"), form(agent, team=str(other.pk)))

    assert response.status_code == 422
    assert not Ticket.objects.exists()
