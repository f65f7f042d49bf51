"""Hidden handoffs: found by one rule in memory and in the database, listed for who looks after them, explained once."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.urls import reverse

from escalation import hidden
from escalation.hidden import AlreadyExplained, LateContext, NotHidden
from escalation.models import AddedContext
from escalation.package import IncompletePackage
from tests.api import V1, as_agent, error, ids
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.pages import queries, signed_in, text
from tests.support.lasting_rows import lasting
from tickets import ownership, services
from tickets.models import Agent, Cause, Customer, Membership, Ownership, Role, Site, Team, Ticket

LIST = reverse("hidden-handoffs")
CONTEXT = LateContext(why="I was off", issue_summary="No order arrives.", next_best_action="Compare the limits.")


@pytest.mark.django_db
def test_the_rule_and_the_query_agree_on_every_change() -> None:
    ticket = open_ticket(TeamFactory())
    holders = _holders([ticket.team, TeamFactory()])
    causes = [Cause.CLAIMED, Cause.HANDOFF, Cause.REOPENED, *hidden.HIDDEN_CAUSES]
    pairs = [pair for pair in product(holders, holders, causes) if _may_be(*pair)]
    tickets = Ticket.objects.bulk_create(_copy_of(ticket) for _ in pairs)
    ledgers = [list(_ledger(ticket, *pair)) for ticket, pair in zip(tickets, pairs, strict=True)]
    Ownership.objects.bulk_create(row for ledger in ledgers for row in ledger)

    found = set(hidden.changes_without_handoff().values_list("pk", flat=True))

    assert len(found) > 50
    assert found == set[int]().union(*(hidden.hidden_in(ledger) for ledger in ledgers))


def _holders(teams: list[Team]) -> list[dict[str, Any]]:
    """Everything that a row may say of who holds a ticket."""
    agents: list[dict[str, Any]] = [
        {},
        {"agent": AgentFactory()},
        {"agent": AgentFactory()},
        {"agent_name": "Ana"},
        {"agent_name": "Eva"},
    ]
    return [{"team": team, **agent} for team in teams for agent in agents]


def _may_be(before: dict[str, Any], after: dict[str, Any], cause: Cause) -> bool:
    return "agent_name" not in after or cause == Cause.IMPORTED


def _copy_of(ticket: Ticket) -> Ticket:
    at = ticket.opened_at
    whose = {"customer": ticket.customer, "account": ticket.account, "team": ticket.team}
    return Ticket(subject="Orders stop", opened_at=at, last_activity_at=at, **whose)


def _ledger(ticket: Ticket, before: dict[str, Any], after: dict[str, Any], cause: Cause) -> Iterable[Ownership]:
    """Two rows that began in the same instant, as far as that may be."""
    since = {"ticket": ticket, "started_at": NOON, "ended_at": NOON}
    yield Ownership(**since, **before, cause=Cause.IMPORTED)
    yield Ownership(**since, **after, cause=cause)


@lasting
def teams() -> list[Team]:
    return [TeamFactory(name="First line", slug="first"), TeamFactory(name="Billing", slug="billing")]


@pytest.fixture
def holder(teams: list[Team]) -> Agent:
    return AgentFactory(name="Priya Nair", team=teams[0])


@pytest.fixture
def lead(teams: list[Team]) -> Agent:
    return AgentFactory(role=Role.LEAD, team=teams[0])


def reassigned(
    holder: Agent, minutes: int = 5, *, to: Agent | None = None, customer: Customer | None = None
) -> Ownership:
    """A ticket that its holder gave to a colleague without a word."""
    team = holder.teams.get()
    ticket = open_ticket(team, holder=holder, customer=customer)
    colleague = to or AgentFactory(name="Sarah Okafor", team=team)
    return services.place(ticket, team=team, agent=colleague, by=holder, at=minutes_after(minutes))


def test_giving_somebody_what_nobody_held_is_no_hidden_handoff(holder: Agent) -> None:
    ticket = open_ticket(holder.teams.get())
    services.place(ticket, team=ticket.team, agent=holder, by=holder, at=minutes_after(1))
    assert not hidden.changes_without_handoff().exists()

    services.place(ticket, team=ticket.team, agent=None, by=holder, at=minutes_after(2))
    assert vars(hidden.changes_without_handoff().get())["from_agent_id"] == holder.pk


def test_the_list_says_who_had_it_who_has_it_and_how_it_came_about(holder: Agent, lead: Agent) -> None:
    change = reassigned(holder)

    page = text(signed_in(lead), LIST)

    assert change.ticket.subject in page
    assert "Priya Nair to Sarah Okafor" in page
    assert "Reassigned" in page
    assert reverse("add-context", args=[change.pk]) in page


def test_the_list_takes_as_many_queries_for_many_as_for_one(holder: Agent, lead: Agent) -> None:
    client = signed_in(lead)
    first = reassigned(holder)
    few = queries(client, LIST)
    for minutes in range(30):
        reassigned(holder, minutes, to=first.agent, customer=first.ticket.customer)

    assert queries(client, LIST) == few <= 6
    assert "Older" in text(client, LIST) or "after=" in text(client, LIST)


TODAY, DAY = NOON.date(), timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", 1),
        ("cause=reassigned", 1),
        ("cause=admin", 0),
        ("context=missing", 1),
        ("context=added", 0),
        (f"since={TODAY}&until={TODAY}", 1),
        (f"since={TODAY + DAY}", 0),
        (f"until={TODAY - DAY}", 0),
    ],
)
def test_filters_narrow_page_and_api_alike(asked: str, expected: int, holder: Agent, lead: Agent) -> None:
    change = reassigned(holder)

    found = as_agent(lead).get(f"{V1}/hidden-handoffs/?{asked}")

    assert ids(found) == [change.pk] * expected
    assert (change.ticket.subject in text(signed_in(lead), f"{LIST}?{asked}")) is bool(expected)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Denver"])
@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=9999-12-31", "until=0001-01-01", "since=0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_narrows_no_page_and_is_refused_by_the_api(
    asked: str, zone: str, holder: Agent, lead: Agent
) -> None:
    change = reassigned(holder)
    Site.objects.update(time_zone=zone)

    refused = as_agent(lead).get(f"{V1}/hidden-handoffs/?{asked}")

    assert refused.status_code == 400
    assert "between 1970 and 2999" in refused.content.decode()
    assert change.ticket.subject in text(signed_in(lead), f"{LIST}?{asked}")


def test_a_page_leaves_out_what_it_does_not_know(holder: Agent, lead: Agent) -> None:
    change = reassigned(holder)

    assert change.ticket.subject in text(signed_in(lead), f"{LIST}?team=999999&since=soon&cause=x")


def test_a_team_finds_what_left_it_and_what_reached_it(holder: Agent, teams: list[Team]) -> None:
    manager = AgentFactory(role=Role.MANAGER)
    ticket = open_ticket(teams[0], holder=holder)
    ownership.place(ticket, team=teams[1], agent=None, cause=Cause.ADMIN, by=manager, at=minutes_after(1))
    lists = [f"{V1}/hidden-handoffs/?team={pk}" for pk in (teams[0].pk, teams[1].pk, TeamFactory().pk)]

    assert [len(ids(as_agent(manager).get(url))) for url in lists] == [1, 1, 0]


def test_nobody_else_looks_and_a_lead_sees_only_her_teams(holder: Agent, lead: Agent, teams: list[Team]) -> None:
    change = reassigned(holder)
    other = AgentFactory(role=Role.LEAD, team=teams[1])
    Membership.objects.create(team=teams[0], agent=other)

    assert signed_in(holder).get(LIST).status_code == 403
    assert as_agent(holder).get(f"{V1}/hidden-handoffs/").status_code == 403
    assert ids(as_agent(other).get(f"{V1}/hidden-handoffs/")) == []
    assert ids(as_agent(lead).get(f"{V1}/hidden-handoffs/")) == [change.pk]


def test_the_missing_context_is_added_and_stands_in_the_thread(holder: Agent) -> None:
    change = reassigned(holder)
    client, ticket = signed_in(holder), change.ticket
    assert "Add the missing context" in text(client, ticket.get_absolute_url())

    response = client.post(reverse("add-context", args=[change.pk]), vars(CONTEXT))

    assert response["Location"] == ticket.get_absolute_url()
    page = text(client, ticket.get_absolute_url())
    assert "Next: Compare the limits." in page
    assert "Added afterwards by Priya Nair" in page
    assert "Add the missing context" not in page


def test_what_is_still_missing_is_said_at_the_field(holder: Agent) -> None:
    change = reassigned(holder)
    long = {**vars(CONTEXT), "issue_summary": "One. Two. Three. Four.", "why": ""}

    response = signed_in(holder).post(reverse("add-context", args=[change.pk]), long)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Keep it to 3 sentences." in page
    assert "Say why there was no handoff." in page
    assert not AddedContext.objects.exists()


def test_a_change_is_explained_once_and_only_where_it_was_hidden(holder: Agent) -> None:
    change = reassigned(holder)
    hidden.add_context(change, context=CONTEXT, by=holder, at=NOON)

    with pytest.raises(AlreadyExplained):
        hidden.add_context(change, context=CONTEXT, by=holder, at=NOON)
    with pytest.raises(NotHidden):
        hidden.add_context(Ownership.objects.in_order()[0], context=CONTEXT, by=holder, at=NOON)
    with pytest.raises(IncompletePackage):
        hidden.add_context(change, context=LateContext("", "", ""), by=holder, at=NOON)


def test_over_the_api_it_is_added_by_those_who_see_the_ticket(holder: Agent) -> None:
    change = reassigned(holder)
    url = f"{V1}/hidden-handoffs/{change.pk}/context/"

    assert as_agent(AgentFactory(team=TeamFactory())).post(url, vars(CONTEXT)).status_code == 404
    assert error(as_agent(holder).post(url, {"why": "x"}))[:2] == (400, "incomplete")
    assert as_agent(holder).post(url, vars(CONTEXT)).status_code == 201
    assert error(as_agent(holder).post(url, vars(CONTEXT)))[:2] == (409, "already_explained")


def test_a_stranger_finds_no_change_to_explain(holder: Agent) -> None:
    change = reassigned(holder)
    opened = change.ticket.ownerships.in_order().first()
    assert opened

    assert signed_in(AgentFactory(team=TeamFactory())).get(reverse("add-context", args=[change.pk])).status_code == 404
    assert signed_in(holder).get(reverse("add-context", args=[opened.pk])).status_code == 404
