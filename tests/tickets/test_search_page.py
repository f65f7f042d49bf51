"""The search page: what it finds for whom, where the words occur, and the way from page to page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import AccountFactory, AgentFactory, CustomerFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import queries, signed_in, text
from tickets import excerpts, services
from tickets.models import Agent, Channel, Role, Ticket
from tickets.rows import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def agent() -> Agent:
    return AgentFactory(team=TeamFactory())


def found(page: str) -> list[str]:
    """The numbers of the tickets on a page, in order."""
    return [f"T-{pk}" for pk in re.findall(r'<li class="found" id="ticket-(\d+)"', page)]


def test_it_finds_by_what_was_said_by_name_and_by_company(agent: Agent) -> None:
    customer = CustomerFactory(name="Maria Lindqvist", account=AccountFactory(name="Norrbrygg AB"))
    ticket = open_ticket(agent.teams.get(), customer=customer, body="The gateway answers 429.")
    client = signed_in(agent)

    for query in ("gateway", "gate", "429", "lindqvist", "norrbrygg maria", "SYNC"):
        assert found(text(client, f"/search/?q={query}")) == [ticket.number], query
    assert found(text(client, "/search/?q=nothing")) == []


def test_it_finds_what_she_may_open_and_nothing_else(agent: Agent) -> None:
    foreign = open_ticket(subject="Zebra crossing")
    sent = send_handoff(sender=agent, ticket=open_ticket(agent.teams.get(), subject="Zebra", holder=agent)).ticket
    receiver = sent.handoffs.get().to_team.members.get()

    assert found(text(signed_in(agent), "/search/?q=zebra")) == [sent.number]
    assert found(text(signed_in(receiver), "/search/?q=zebra")) == [sent.number]
    assert found(text(signed_in(AgentFactory()), "/search/?q=zebra")) == []
    manager = text(signed_in(AgentFactory(role=Role.MANAGER)), "/search/?q=zebra")
    assert set(found(manager)) == {foreign.number, sent.number}


def test_a_number_leads_straight_to_the_ticket(agent: Agent) -> None:
    ticket = open_ticket(agent.teams.get())
    client = signed_in(agent)

    for query in (ticket.number, ticket.number.lower(), f"%23{ticket.pk}"):
        assert client.get(f"/search/?q={query}")["Location"] == ticket.get_absolute_url()


def test_a_bare_number_may_be_a_word_so_it_is_listed(agent: Agent) -> None:
    ticket = open_ticket(agent.teams.get())

    assert found(text(signed_in(agent), f"/search/?q={ticket.pk}")) == [ticket.number]


def test_a_number_that_is_not_hers_is_no_ticket(agent: Agent) -> None:
    foreign = open_ticket()

    for query in (foreign.number, "T-999999999999999999"):
        assert "No such ticket" in text(signed_in(agent), f"/search/?q={query}")


def test_the_latest_come_first_page_by_page(agent: Agent) -> None:
    now = timezone.now()
    tickets = [open_ticket(agent.teams.get(), at=now + timedelta(minutes=number)) for number in range(28)]
    client = signed_in(agent)

    first = text(client, "/search/?q=orders")
    onwards = re.search(r'rel="next" href="([^"]+)"', first)
    assert onwards
    second = text(client, "/search/" + onwards[1].replace("&amp;", "&"))

    assert found(first) + found(second) == [ticket.number for ticket in reversed(tickets)]


@pytest.mark.parametrize(
    "query", ["", "%20", "%00", "%F0%9F%98%80", "!!!", "'; DROP TABLE", "a%26b", "((", ":*", "q" * 5000]
)
def test_odd_queries_get_an_answer(agent: Agent, query: str) -> None:
    open_ticket(agent.teams.get())

    assert signed_in(agent).get(f"/search/?q={query}").status_code == 200


def test_the_number_of_queries_does_not_depend_on_what_is_found(agent: Agent) -> None:
    open_ticket(agent.teams.get())
    client = signed_in(agent)
    few = queries(client, "/search/?q=orders")
    for _ in range(8):
        open_ticket(agent.teams.get(), holder=agent)

    # A common word is met on a walk, without the index: one query less.
    assert queries(client, "/search/?q=orders") <= few <= 10


# --- where the words occur --------------------------------------------------------------------------------------------


def excerpt(ticket: Ticket, *words: str) -> str:
    """The excerpt, with the words that were looked for in brackets."""
    (result,) = excerpts.of(rows_of([ticket.pk]), list(words))
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in result.excerpt)


def test_the_excerpt_shows_the_words_where_they_were_said(agent: Agent) -> None:
    before, after = "It was quiet all morning. " * 20, " Nobody noticed until noon." * 20
    ticket = open_ticket(agent.teams.get(), body=f"{before}Then the Gateways failed.{after}")

    shown = excerpt(ticket, "gateway")

    assert re.fullmatch(r"… .*Then the \[Gateways\] failed\. Nobody.* …", shown)
    assert len(shown) < 260


def test_the_end_of_a_long_thread_is_shown_as_well_as_its_beginning(agent: Agent) -> None:
    ticket = open_ticket(agent.teams.get(), body="No idea. " * 500)
    services.post_message(ticket, author=ticket.customer, body="A zebra!", channel=Channel.EMAIL, at=timezone.now())

    assert "A [zebra]!" in excerpt(ticket, "zebra")


def test_what_customers_write_is_only_text(agent: Agent) -> None:
    open_ticket(agent.teams.get(), subject="<b>zebra</b>", body="zebra <script>alert(1)</script>")

    page = text(signed_in(agent), "/search/?q=zebra")

    assert "<script>alert" not in page
    assert "&lt;b&gt;<mark>zebra</mark>&lt;/b&gt;" in page
