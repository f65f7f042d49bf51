"""Search has several ways to find the same tickets; which one it takes is a matter of speed alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.clock import NOON
from tests.factories import AgentFactory, BotFactory, TeamFactory, open_ticket
from tests.support.lasting_rows import lasting
from tickets import search, services
from tickets.models import Agent, Membership, Participant, Role, SearchText, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@lasting
def agent() -> Agent:
    """A member of a team with six tickets about syncing, one of them about invoices too; another team has two."""
    team = TeamFactory()
    for number in range(6):
        body = "The invoice is wrong." if number == 3 else "Nothing arrives."
        open_ticket(team, at=NOON + timedelta(minutes=number), subject=f"Sync stops {number}", body=body)
    open_ticket(subject="Sync stops elsewhere")
    open_ticket(subject="An invoice elsewhere")
    return AgentFactory(team=team)


def found(agent: Agent, query: str) -> list[str]:
    tickets = search.find(Ticket.objects.visible_to(agent), query).order_by("-last_activity_at", "-pk")
    return [ticket.subject for ticket in tickets]


# Everything is common; nothing is and the index is asked for numbers; the index has too many to say them one by one.
WAYS = [{"COMMON": 0}, {"COMMON": 2, "RARE": 2_000}, {"COMMON": 2, "RARE": 0}]


@pytest.mark.parametrize("way", WAYS, ids=["walks", "looks up", "joins"])
def test_every_way_finds_the_same(agent: Agent, way: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in way.items():
        monkeypatch.setattr(search, name, value)

    assert found(agent, "sync") == [f"Sync stops {number}" for number in (5, 4, 3, 2, 1, 0)]
    assert found(agent, "syn invoi") == ["Sync stops 3"]
    assert found(agent, "invoice nothing") == []
    assert found(agent, "elsewhere") == []


@pytest.mark.parametrize("way", WAYS, ids=["walks", "looks up", "joins"])
def test_the_first_page_is_the_latest_of_what_is_found(
    agent: Agent, way: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in way.items():
        monkeypatch.setattr(search, name, value)
    number = Ticket.objects.get(subject="Sync stops 1").pk
    elsewhere = Ticket.objects.get(subject="Sync stops elsewhere").pk

    for query in ("sync", "syn invoi", "invoice nothing", "elsewhere", f"T-{number}", f"{number}", f"{elsewhere}", "!"):
        hers = search.find(Ticket.objects.visible_to(agent), query).order_by("-last_activity_at", "-pk")
        expected = [(ticket.last_activity_at, ticket.pk) for ticket in hers[:4]]
        assert search.latest(query, reader=agent, most=4) == expected


def test_a_rare_word_is_looked_up_and_a_common_one_is_walked_to(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads the text as it is")
    monkeypatch.setattr(search, "SAMPLE", 6)
    monkeypatch.setattr(search, "COMMON", 0.5)
    visible = Ticket.objects.visible_to(agent)

    for reader in (None, agent):
        asked: dict[str, Any] = {"reader": reader, "is_everything": reader is not None}
        assert str(search.find(visible, "sync", **asked).query).count("@@") == 1
        assert str(search.find(visible, "invoice", **asked).query).count("@@") == 0


@pytest.mark.parametrize(
    ("query", "number"), [("T-12", 12), ("t12", 12), (" #12 ", 12), ("12", None), ("T-12 x", None)]
)
def test_a_query_may_name_one_ticket(query: str, number: int | None) -> None:
    assert search.number_of(query) == number


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word is common: all are looked up, where only what concerns a reader counts."""
    monkeypatch.setattr(search, "COMMON", 2)


def finds(reader: Agent, ticket: Ticket) -> bool:
    hers = Ticket.objects.visible_to(reader)
    return search.find(hers, "sync", reader=reader, is_everything=True).filter(pk=ticket.pk).exists()


@pytest.mark.usefixtures("looked_up")
def test_a_ticket_is_found_by_whom_it_comes_to_concern() -> None:
    ticket, lead = open_ticket(), AgentFactory(role=Role.LEAD)
    receiver, follower, bystander = (AgentFactory(team=TeamFactory()) for _ in range(3))
    manager = AgentFactory(role=Role.MANAGER)

    services.place(ticket, team=receiver.teams.get(), agent=None, by=lead, at=NOON)
    services.take_part(ticket, agent=follower, at=NOON)

    assert [finds(one, ticket) for one in (receiver, follower, manager, bystander)] == [True, True, True, False]


@pytest.mark.usefixtures("looked_up")
def test_a_ticket_is_found_by_whoever_joins_a_team_it_concerns() -> None:
    ticket, late = open_ticket(), AgentFactory()
    Membership.objects.create(team=ticket.team, agent=late)

    assert finds(late, ticket)


@pytest.mark.usefixtures("looked_up")
def test_a_bot_finds_the_tickets_that_it_opens() -> None:
    bot = BotFactory()

    ticket = open_ticket(bot.answered_for_by, holder=bot)

    assert finds(bot, ticket)
    if connection.vendor == "postgresql":
        assert SearchText.objects.filter(ticket=ticket, concerns__contains=[-bot.pk]).exists()


@pytest.mark.usefixtures("looked_up")
def test_what_concerns_others_is_not_even_looked_up() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads the text as it is")
    ticket, bystander = open_ticket(), AgentFactory(team=TeamFactory())

    assert not SearchText.objects.filter(search._concerns(bystander), ticket=ticket).exists()
    assert SearchText.objects.get(ticket=ticket).concerns == [ticket.team_id]


@pytest.mark.usefixtures("looked_up")
def test_what_is_written_in_bulk_is_found_by_whom_it_concerns() -> None:
    """As an import or a demo writes: the texts after the tickets, and who takes part before or after them."""
    ticket, before, after = open_ticket(), AgentFactory(), AgentFactory()
    SearchText.objects.filter(ticket=ticket).delete()
    Participant.objects.bulk_create([Participant(ticket=ticket, agent=before, since=NOON)])
    SearchText.objects.bulk_create([search.row_of(ticket)])
    search.refresh(Ticket.objects.filter(pk=ticket.pk))
    Participant.objects.bulk_create(
        [Participant(ticket=ticket, agent=each, since=NOON) for each in (before, after)], ignore_conflicts=True
    )

    assert finds(before, ticket)
    assert finds(after, ticket)
    assert finds(AgentFactory(team=ticket.team), ticket)
