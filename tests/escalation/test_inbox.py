"""The inbox of a team: who sees it, what filters and orders do, and claiming many tickets at once."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalation.models import Handoff
from tests.factories import (
    AccountFactory,
    AgentFactory,
    BotFactory,
    CustomerFactory,
    IssueTypeFactory,
    TeamFactory,
    open_ticket,
    send_handoff,
)
from tests.pages import POLL, queries, signed_in, text
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Channel, Plan, Role, Team, Ticket

pytestmark = pytest.mark.django_db


@lasting
def team() -> Team:
    return TeamFactory(name="Tier 1", slug="tier-1")


@lasting
def agent(team: Team) -> Agent:
    return AgentFactory(name="Priya Nair", team=team)


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def subjects(page: str) -> list[str]:
    """Of the tickets on a page, in order."""
    return re.findall(r'<a class="row-title" data-row-link href="[^"]*">([^<]*)</a>', page)


def reply(ticket: Ticket, *, by: Agent, minutes_ago: float) -> None:
    services.post_message(ticket, author=by, body="On it.", channel=Channel.EMAIL, at=ago(minutes_ago))


@pytest.mark.parametrize(
    ("role", "in_team", "status"),
    [
        (Role.AGENT, True, 200),
        (Role.LEAD, True, 200),
        (Role.AGENT, False, 404),
        (Role.LEAD, False, 404),
        (Role.MANAGER, False, 200),
        (Role.ADMIN, False, 200),
    ],
)
def test_an_inbox_is_open_to_its_team_and_to_those_who_look_after_all(
    team: Team, role: Role, in_team: bool, status: int
) -> None:
    reader = AgentFactory(role=role, team=team if in_team else TeamFactory())

    assert signed_in(reader).get("/inbox/tier-1/").status_code == status
    assert signed_in(reader).get("/inbox/no-such-team/").status_code == 404


def test_a_bot_is_sent_to_the_api(team: Team) -> None:
    response = signed_in(BotFactory(team=team)).get("/inbox/tier-1/")

    assert response.status_code == 403
    assert "Bots work through the API" in response.content.decode()


def test_an_inbox_shows_its_own_open_tickets_only(team: Team, agent: Agent) -> None:
    open_ticket(team, subject="Ours")
    open_ticket(subject="Of another team")
    done = open_ticket(team, subject="Done", holder=agent)
    services.resolve(done, by=agent, at=ago(1))

    assert subjects(text(signed_in(agent), "/inbox/tier-1/")) == ["Ours"]


def test_everything_in_an_inbox_may_be_opened_by_those_who_see_it(team: Team, agent: Agent) -> None:
    open_ticket(team, holder=AgentFactory(team=team))
    open_ticket(team)

    page = text(signed_in(agent), "/inbox/tier-1/")

    links = re.findall(r'data-row-link href="([^"]+)"', page)
    assert len(links) == 2
    assert {signed_in(agent).get(link).status_code for link in links} == {200}


def test_the_inbox_of_nobody_in_particular_is_that_of_her_first_team(agent: Agent) -> None:
    response = signed_in(agent).get("/inbox/")

    assert (response.status_code, response["Location"]) == (302, "/inbox/tier-1/")


def test_who_works_in_no_team_is_told_so() -> None:
    assert "You work in no team yet" in text(signed_in(AgentFactory()), "/inbox/")


@lasting
def varied(team: Team, agent: Agent) -> list[Ticket]:
    """One waiting long and unheld, one waiting and held by a colleague, one answered, one resolved."""
    exports, prices = IssueTypeFactory(name="Exports"), IssueTypeFactory(name="Prices")
    rich = CustomerFactory(account=AccountFactory(plan=Plan.ENTERPRISE))
    colleague = AgentFactory(name="Jonas Weber", team=team)
    first = open_ticket(team, subject="Long wait", at=ago(300), issue_type=exports)
    second = open_ticket(team, subject="Short wait", at=ago(60), holder=colleague, customer=rich)
    third = open_ticket(team, subject="Answered", at=ago(400), holder=agent, issue_type=prices, body="A zebra.")
    reply(third, by=agent, minutes_ago=10)
    fourth = open_ticket(team, subject="Resolved", at=ago(500), holder=agent)
    services.resolve(fourth, by=agent, at=ago(5))
    return [first, second, third, fourth]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Long wait", "Short wait", "Answered"]),
        ("order=waiting", ["Long wait", "Short wait", "Answered"]),
        ("order=latest", ["Answered", "Short wait", "Long wait"]),
        ("order=oldest", ["Answered", "Long wait", "Short wait"]),
        ("status=open", ["Long wait", "Short wait"]),
        ("status=pending", ["Answered"]),
        ("status=resolved", ["Resolved"]),
        ("status=resolved&order=waiting", ["Resolved"]),
        ("holder=nobody", ["Long wait"]),
        ("holder=anybody", ["Short wait", "Answered"]),
        ("holder=me", ["Answered"]),
        ("plan=enterprise", ["Short wait"]),
        ("waiting=yes", ["Long wait", "Short wait"]),
        ("waiting=no", ["Answered"]),
        ("q=zebra", ["Answered"]),
        ("q=wait&holder=nobody", ["Long wait"]),
        ("plan=free", []),
    ],
)
def test_filters_and_orders(varied: list[Ticket], agent: Agent, query: str, found: list[str]) -> None:
    assert subjects(text(signed_in(agent), f"/inbox/tier-1/?{query}")) == found


def test_it_is_narrowed_to_a_colleague_and_to_an_issue_type(varied: list[Ticket], agent: Agent) -> None:
    holder, issue_type = varied[1].holder_id, varied[0].issue_type_id

    assert subjects(text(signed_in(agent), f"/inbox/tier-1/?holder={holder}")) == ["Short wait"]
    assert subjects(text(signed_in(agent), f"/inbox/tier-1/?issue_type={issue_type}")) == ["Long wait"]


def test_what_was_resolved_long_ago_is_left_to_search(team: Team, agent: Agent) -> None:
    old = open_ticket(team, subject="Old", at=ago(60 * 24 * 40), holder=agent)
    services.resolve(old, by=agent, at=ago(60 * 24 * 31))

    assert subjects(text(signed_in(agent), "/inbox/tier-1/?status=resolved")) == []


@pytest.mark.parametrize("query", ["status=lost", "holder=99999999", "plan=%00", "issue_type=x", "order=up"])
def test_a_filter_that_is_not_known_is_left_out_and_said_to_be(varied: list[Ticket], agent: Agent, query: str) -> None:
    page = text(signed_in(agent), f"/inbox/tier-1/?{query}")

    assert subjects(page) == ["Long wait", "Short wait", "Answered"]
    assert "was left out" in page


def test_a_damaged_address_is_refused(agent: Agent) -> None:
    assert signed_in(agent).get("/inbox/tier-1/?after=garbage").status_code == 400


def test_pages_follow_each_other(team: Team, agent: Agent) -> None:
    for number in range(28):
        open_ticket(team, subject=f"Number {number:02}", at=ago(100 - number))
    client = signed_in(agent)

    first = text(client, "/inbox/tier-1/")
    onwards = re.search(r'rel="next" href="([^"]+)"', first)
    assert onwards
    second = text(client, "/inbox/tier-1/" + onwards[1].replace("&amp;", "&"))

    assert subjects(first) + subjects(second) == [f"Number {number:02}" for number in range(28)]
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_ticket_on_offer_says_to_whom(team: Team, agent: Agent) -> None:
    receiver = AgentFactory(team=TeamFactory(name="Tier 2"))
    send_handoff(sender=agent, receiver=receiver)

    assert "Offered to Tier 2" in text(signed_in(agent), "/inbox/tier-1/")


def test_what_people_call_themselves_is_only_text(team: Team, agent: Agent) -> None:
    hostile = CustomerFactory(
        name="<script>alert(1)</script>", account=AccountFactory(name="\"><img src=x onerror='x'>")
    )
    open_ticket(team, subject="<b>bold</b>", customer=hostile)

    page = text(signed_in(agent), "/inbox/tier-1/?q=%3Cscript%3Ealert")

    assert "<script>alert" not in page
    assert "<img src=x" not in text(signed_in(agent), "/inbox/tier-1/")
    assert "&lt;b&gt;bold&lt;/b&gt;" in text(signed_in(agent), "/inbox/tier-1/")


def test_the_number_of_queries_does_not_depend_on_the_number_of_tickets(team: Team, agent: Agent) -> None:
    open_ticket(team)
    few = queries(signed_in(agent), "/inbox/tier-1/")
    for _ in range(12):
        send_handoff(sender=agent, receiver=AgentFactory(team=TeamFactory()))
        open_ticket(team, issue_type=IssueTypeFactory())

    assert queries(signed_in(agent), "/inbox/tier-1/") == few <= 10
    assert queries(signed_in(agent), "/inbox/tier-1/", **POLL) <= 5


# --- polling ------------------------------------------------------------------------------------------------------


def test_a_poll_gets_the_rows_alone_and_nothing_while_nothing_changes(team: Team, agent: Agent) -> None:
    open_ticket(team, subject="First")
    client = signed_in(agent)
    fragment = client.get("/inbox/tier-1/", **POLL)
    again = client.get("/inbox/tier-1/", **POLL, HTTP_IF_NONE_MATCH=fragment["ETag"])
    open_ticket(team, subject="Second")
    later = client.get("/inbox/tier-1/", **POLL, HTTP_IF_NONE_MATCH=fragment["ETag"])

    assert "<html" not in fragment.content.decode()
    assert "HX-Request" in fragment["Vary"]
    assert (again.status_code, again.content) == (304, b"")
    assert "Second" in later.content.decode()


def test_a_poll_notices_that_a_ticket_was_taken(team: Team, agent: Agent) -> None:
    ticket = open_ticket(team)
    client = signed_in(agent)
    etag = client.get("/inbox/tier-1/", **POLL)["ETag"]

    services.claim(ticket, by=agent, at=ago(0))

    assert client.get("/inbox/tier-1/", **POLL, HTTP_IF_NONE_MATCH=etag).status_code == 200


# --- claiming -----------------------------------------------------------------------------------------------------


def claim(agent: Agent, *tickets: Ticket, query: str = "") -> str:
    """Claim these from the inbox, and read what the page then says."""
    numbers = [ticket.pk for ticket in tickets]
    response = signed_in(agent).post(f"/inbox/tier-1/claim/{query}", {"tickets": numbers}, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_claiming_takes_what_nobody_holds_and_says_why_not_the_rest(team: Team, agent: Agent) -> None:
    colleague = AgentFactory(name="Jonas Weber", team=team)
    free = [open_ticket(team) for _ in range(3)]
    taken = [open_ticket(team, holder=colleague) for _ in range(2)]
    offered = send_handoff(sender=colleague, receiver=AgentFactory(team=TeamFactory(name="Tier 2"))).ticket
    resolved = open_ticket(team, holder=colleague)
    services.resolve(resolved, by=colleague, at=ago(0))

    said = claim(agent, *free, *taken, offered, resolved)

    assert said == (
        "Claimed 3. 2 were taken by Jonas Weber meanwhile. 1 was resolved meanwhile. "
        f"{offered.number} waits for another team: withdraw its handoff first."
    )
    assert Ticket.objects.filter(holder=agent).count() == 3
    assert Handoff.objects.waiting().get().ticket.holder == colleague


def test_claiming_one_names_it(team: Team, agent: Agent) -> None:
    ticket = open_ticket(team)

    assert claim(agent, ticket) == f"{ticket.number} is yours."


def test_claiming_nothing_is_said_to_do_nothing(team: Team, agent: Agent) -> None:
    assert claim(agent) == "Nothing was claimed: select tickets first."


def test_tickets_of_another_team_cannot_be_claimed_along(team: Team, agent: Agent) -> None:
    foreign = open_ticket()

    assert claim(agent, foreign) == "Nothing was claimed: select tickets first."
    foreign.refresh_from_db()
    assert foreign.holder is None


def test_a_manager_looks_but_does_not_claim(team: Team) -> None:
    ticket = open_ticket(team)
    manager = AgentFactory(role=Role.MANAGER)

    assert "data-select" not in text(signed_in(manager), "/inbox/tier-1/")
    assert signed_in(manager).post("/inbox/tier-1/claim/", {"tickets": [ticket.pk]}).status_code == 403
    ticket.refresh_from_db()
    assert ticket.holder is None


def test_claiming_leads_back_to_the_page_it_was_done_on(team: Team, agent: Agent) -> None:
    address = "/inbox/tier-1/claim/?order=latest&holder=nobody"
    response = signed_in(agent).post(address, {"tickets": [open_ticket(team).pk, "x", "9" * 30]})

    assert response["Location"] == "/inbox/tier-1/?order=latest&holder=nobody"


def test_claiming_more_asks_no_more_than_each_claim_does(team: Team, agent: Agent) -> None:
    client = signed_in(agent)

    def asked(count: int) -> int:
        chosen = [open_ticket(team).pk for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            client.post(f"/inbox/{team.slug}/claim/", {"tickets": chosen})
        return len(seen)

    few, more, many = asked(1), asked(6), asked(11)

    assert many - more == more - few
    assert (more - few) / 5 <= 16, "with what marks each transaction"
