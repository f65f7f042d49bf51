"""Tickets over the API: read, found, filtered, opened."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.api import V1, as_agent, error, ids
from tests.clock import NOON, minutes_after
from tests.factories import (
    AccountFactory,
    AgentFactory,
    BotFactory,
    CustomerFactory,
    IssueTypeFactory,
    TeamFactory,
    open_ticket,
)
from tests.pages import signed_in
from tickets import services
from tickets.models import Attachment, Cause, Channel, Plan, Role, Ticket

pytestmark = pytest.mark.django_db
TICKETS = f"{V1}/tickets/"


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def agent(team):
    return AgentFactory(team=team)


def opening(team, **changes):
    return {
        "customer": CustomerFactory().pk,
        "team": team.pk,
        "subject": "Labels print twice",
        "body": "Every label comes out twice since this morning.",
        "channel": "phone",
        **changes,
    }


def test_the_list_is_what_she_may_see_latest_activity_first(agent, team) -> None:
    older, newer = open_ticket(team), open_ticket(team, at=minutes_after(5))
    open_ticket()

    assert ids(as_agent(agent).get(TICKETS)) == [newer.pk, older.pk]


def test_a_row_says_who_asks_and_who_holds_it(agent, team) -> None:
    ticket = open_ticket(team, holder=agent)

    row = as_agent(agent).get(f"{TICKETS}{ticket.pk}/").json()

    assert row["number"] == f"T-{ticket.pk}"
    assert row["customer"]["name"] == ticket.customer.name
    assert row["holder"] == {"id": agent.pk, "name": agent.name, "is_bot": False}


def test_pages_follow_each_other_by_cursor_and_skip_nothing(agent, team) -> None:
    tickets = [open_ticket(team, at=minutes_after(n // 2)) for n in range(7)]
    client, url, seen = as_agent(agent), f"{TICKETS}?page_size=3", []

    while url:
        page = client.get(url)
        seen += ids(page)
        url = page.json()["next"]

    assert seen == [ticket.pk for ticket in reversed(tickets)]


def test_longest_waiting_first_goes_on_by_cursor_too(agent, team) -> None:
    tickets = [open_ticket(team, at=minutes_after(n)) for n in range(4)]
    services.post_message(tickets[1], author=agent, body="Hello", channel=Channel.EMAIL, at=minutes_after(9))
    client = as_agent(agent)

    first = client.get(f"{TICKETS}?order=waiting&page_size=2")

    assert ids(first) == [tickets[0].pk, tickets[2].pk]
    assert ids(client.get(first.json()["next"])) == [tickets[3].pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("holder=me", ["mine"]),
        ("holder=nobody", ["free", "resolved", "answered"]),
        ("status=resolved", ["resolved"]),
        ("status=not_resolved", ["mine", "free", "answered"]),
        ("status=pending", ["answered"]),
        ("waiting=true", ["mine", "free"]),
        ("waiting=false", ["resolved", "answered"]),
        ("plan=enterprise", ["free"]),
        ("q=invoice", ["free"]),
        ("q=nothing-like-it", []),
    ],
)
def test_each_filter_leaves_what_it_names(agent, team, query: str, found: list[str]) -> None:
    company = AccountFactory(plan=Plan.ENTERPRISE)
    tickets = {
        "mine": open_ticket(team, holder=agent),
        "free": open_ticket(team, subject="Invoice is missing", customer=CustomerFactory(account=company)),
        "resolved": open_ticket(team),
        "answered": open_ticket(team),
    }
    services.resolve(tickets["resolved"], by=agent, at=minutes_after(1))
    services.post_message(tickets["answered"], author=agent, body="Hello", channel=Channel.EMAIL, at=minutes_after(1))

    response = as_agent(agent).get(f"{TICKETS}?{query}")

    assert sorted(ids(response)) == sorted(tickets[name].pk for name in found)


def test_filters_by_team_issue_type_customer_and_account(team) -> None:
    lead, other = AgentFactory(role=Role.MANAGER), TeamFactory()
    wanted = open_ticket(team, issue_type=IssueTypeFactory())
    open_ticket(other)
    names = {"team": team, "issue_type": wanted.issue_type, "customer": wanted.customer, "account": wanted.account}

    for name, thing in names.items():
        assert ids(as_agent(lead).get(f"{TICKETS}?{name}={thing.pk}")) == [wanted.pk]


@pytest.mark.parametrize("query", ["team=x", "status=lost", "order=up", "team=999999", "holder=%00", "q=%00"])
def test_a_filter_that_makes_no_sense_is_said_to(agent, query: str) -> None:
    status, _, field = error(as_agent(agent).get(f"{TICKETS}?{query}"))

    assert (status, field) == (400, query.split("=", maxsplit=1)[0])


@pytest.mark.both_databases
@pytest.mark.parametrize("number", ["9" * 24, "-1", "1.5"])
def test_a_number_that_no_row_has_is_no_filter(agent, number: str) -> None:
    for name in ("customer", "account"):
        assert error(as_agent(agent).get(f"{TICKETS}?{name}={number}"))[::2] == (400, name)


@pytest.mark.parametrize("forged", ["0", "999999", "9" * 30, "x", "1e3", "-1"])
def test_a_forged_id_finds_nothing(agent, forged: str) -> None:
    assert error(as_agent(agent).get(f"{TICKETS}{forged}/"))[:2] == (404, "not_found")


def test_the_list_asks_as_often_for_many_as_for_few(agent, team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            as_agent(agent).get(TICKETS)
        return len(captured)

    open_ticket(team, holder=agent, issue_type=IssueTypeFactory())
    few = queries()
    for _ in range(5):
        open_ticket(team, holder=agent, issue_type=IssueTypeFactory())

    assert queries() == few <= 2


def test_a_ticket_is_opened_for_its_team(agent, team) -> None:
    response = as_agent(agent).post(TICKETS, opening(team))

    ticket = Ticket.objects.get(pk=response.json()["id"])
    assert response.status_code == 201
    assert (ticket.team, ticket.holder, ticket.subject) == (team, None, "Labels print twice")
    assert ticket.ownerships.get().by == agent


def test_a_bot_holds_the_conversation_it_opens(team) -> None:
    bot = BotFactory(team=team, answered_for_by=team)

    asked = opening(team, channel="chat", customer=None, customer_email=CustomerFactory().email.upper())
    response = as_agent(bot).post(TICKETS, asked)

    assert response.json()["holder"]["id"] == bot.pk
    assert ids(as_agent(bot).get(TICKETS)) == [response.json()["id"]]


def test_a_bot_reads_no_customer_back_whom_it_does_not_know(team) -> None:
    bot = BotFactory(team=team, answered_for_by=team)
    hers = open_ticket(team, holder=bot).customer

    stranger = as_agent(bot).post(TICKETS, opening(team))
    known = as_agent(bot).post(TICKETS, opening(team, customer=hers.pk))

    assert (stranger.status_code, error(stranger)[2]) == (400, "customer")
    assert known.status_code == 201


def test_an_address_names_one_customer_or_none(agent, team) -> None:
    CustomerFactory(email="both@example.com"), CustomerFactory(email="both@example.com")

    for email, problem in (("nobody@example.com", "No customer"), ("both@example.com", "Several customers")):
        response = as_agent(agent).post(TICKETS, opening(team, customer=None, customer_email=email))
        assert (response.status_code, error(response)[2]) == (400, "customer_email")
        assert problem in response.content.decode()


def test_a_ticket_is_opened_with_a_file(agent, team) -> None:
    form = {**opening(team), "files": [SimpleUploadedFile("log.txt", b"429 Too Many Requests")]}

    response = as_agent(agent).post(TICKETS, form, format="multipart")

    assert Attachment.objects.get(message__ticket=response.json()["id"]).filename == "log.txt"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "x" * 100_001}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"customer": 999_999}, "customer"),
        ({"customer": "me"}, "customer"),
        ({"customer": 10**30}, "customer"),
        ({"channel": "note"}, "channel"),
        ({"issue_type": 0}, "issue_type"),
        ({"files": ["not a file"]}, "files"),
    ],
)
def test_a_ticket_is_not_opened_with_what_is_wrong(agent, team, changes: dict, field: str) -> None:
    response = as_agent(agent).post(TICKETS, opening(team, **changes))

    assert response.status_code == 400
    assert str(error(response)[2]).split(".")[0] == field
    assert not Ticket.objects.exists()


def test_nobody_opens_tickets_in_another_team(agent) -> None:
    assert error(as_agent(agent).post(TICKETS, opening(TeamFactory())))[:2] == (403, "permission_denied")


def test_the_ledger_tells_who_held_it(agent, team) -> None:
    ticket = open_ticket(team, at=NOON)
    services.claim(ticket, by=agent, at=minutes_after(3))

    rows = as_agent(agent).get(f"{TICKETS}{ticket.pk}/ledger/").json()["results"]

    assert [(row["cause"], row["held_by"]) for row in rows] == [
        (Cause.OPENED, team.name),
        (Cause.CLAIMED, agent.name),
    ]


def test_a_file_is_only_ever_a_download(agent, team, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ticket = open_ticket(team, files=[SimpleUploadedFile("page.html", b"<script>alert(1)</script>")])
    url = f"{V1}/attachments/{Attachment.objects.get(message__ticket=ticket).pk}/"

    response = as_agent(agent).get(url)

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert as_agent(AgentFactory(team=TeamFactory())).get(url).status_code == 404


def test_a_file_that_is_gone_is_not_found(agent, team, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ticket = open_ticket(team, files=[SimpleUploadedFile("log.txt", b"1")])
    found = Attachment.objects.get(message__ticket=ticket)
    Path(found.file.path).unlink()

    assert as_agent(agent).get(f"{V1}/attachments/{found.pk}/").status_code == 404
    assert signed_in(agent).get(reverse("attachment", args=[found.pk])).status_code == 404
