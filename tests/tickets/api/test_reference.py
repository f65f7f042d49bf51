"""Teams, issue types, accounts, customers, and who one is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api import V1, as_agent, error, ids
from tests.factories import (
    AccountFactory,
    AgentFactory,
    BotFactory,
    CustomerFactory,
    IssueTypeFactory,
    TeamFactory,
    open_ticket,
)
from tickets.models import Account, Customer, Role

pytestmark = pytest.mark.django_db


def test_me_says_who_one_is() -> None:
    team = TeamFactory()
    lead = AgentFactory(team=team, role=Role.LEAD)

    me = as_agent(lead).get(f"{V1}/me/").json()

    assert (me["id"], me["role"], [t["id"] for t in me["teams"]]) == (lead.pk, Role.LEAD, [team.pk])


def test_a_team_lists_its_active_people_and_its_lead() -> None:
    team = TeamFactory()
    lead, gone = AgentFactory(team=team, role=Role.LEAD), AgentFactory(team=team, is_active=False)

    (row,) = as_agent(lead).get(f"{V1}/teams/").json()

    assert row["lead"] == lead.pk
    assert [person["id"] for person in row["people"]] == [lead.pk]
    assert gone.pk not in row["people"]


def test_teams_ask_as_often_for_many_as_for_few() -> None:
    agent = AgentFactory(team=TeamFactory())
    for _ in range(4):
        AgentFactory(team=TeamFactory())

    with CaptureQueriesContext(connection) as queries:
        as_agent(agent).get(f"{V1}/teams/")

    assert len(queries) == 2


def test_what_is_switched_off_is_not_offered() -> None:
    agent, used = AgentFactory(team=TeamFactory()), IssueTypeFactory()
    IssueTypeFactory(is_active=False)

    assert [row["id"] for row in as_agent(agent).get(f"{V1}/issue-types/").json()] == [used.pk]


def test_customers_are_found_by_name_address_and_company() -> None:
    agent = AgentFactory(team=TeamFactory())
    ana = CustomerFactory(name="Ana Duarte", email="ana@nordlicht.example", account=AccountFactory(name="Nordlicht"))
    CustomerFactory()

    for query in ("duarte", "ana@nord", "NORDL"):
        assert ids(as_agent(agent).get(f"{V1}/customers/?q={query}")) == [ana.pk]


def test_accounts_are_found_by_name() -> None:
    agent, wanted = AgentFactory(team=TeamFactory()), AccountFactory(name="Nordlicht Versand")
    AccountFactory()

    assert ids(as_agent(agent).get(f"{V1}/accounts/?q=licht")) == [wanted.pk]


def test_a_bot_knows_only_the_customers_it_talks_with() -> None:
    bot, stranger = BotFactory(), CustomerFactory()
    ticket = open_ticket(bot.answered_for_by, holder=bot)

    assert ids(as_agent(bot).get(f"{V1}/customers/")) == [ticket.customer_id]
    assert ids(as_agent(bot).get(f"{V1}/accounts/")) == [ticket.account_id]
    assert as_agent(bot).get(f"{V1}/customers/{stranger.pk}/").status_code == 404


def test_a_customer_is_added_to_an_account_or_with_a_new_company() -> None:
    client, account = as_agent(AgentFactory(team=TeamFactory())), AccountFactory()

    known = client.post(f"{V1}/customers/", {"name": "Ana Duarte", "account": account.pk})
    new = client.post(f"{V1}/customers/", {"name": "Bo Lind", "email": "bo@lind.example", "company": "Lind & Co"})

    assert (known.status_code, new.status_code) == (201, 201)
    assert Customer.objects.get(name="Ana Duarte").account == account
    assert Customer.objects.get(name="Bo Lind").account == Account.objects.get(name="Lind & Co")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "", "company": "Lind"}, "name"),
        ({"name": "Bo"}, "account"),
        ({"name": "Bo", "email": "nowhere", "company": "Lind"}, "email"),
        ({"name": "Bo", "account": 999_999}, "account"),
    ],
)
def test_a_customer_is_not_added_with_what_is_wrong(fields: dict, field: str) -> None:
    response = as_agent(AgentFactory(team=TeamFactory())).post(f"{V1}/customers/", fields)

    assert (error(response)[0], error(response)[2]) == (400, field)
    assert not Customer.objects.exists()


def test_a_bot_adds_nobody_to_a_company_it_does_not_know() -> None:
    bot, account = BotFactory(), AccountFactory()
    asked = {"name": "Ida Berg", "email": "ida@example.com"}

    known = as_agent(AgentFactory()).post(f"{V1}/customers/", {**asked, "account": account.pk})
    stranger = as_agent(bot).post(f"{V1}/customers/", {**asked, "account": account.pk})
    nameless = as_agent(bot).post(f"{V1}/customers/", {"name": "Ida Berg", "company": "Berg"})

    assert (known.status_code, stranger.status_code, error(stranger)[2]) == (201, 400, "account")
    assert (nameless.status_code, error(nameless)[2]) == (400, "email")
