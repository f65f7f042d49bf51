"""Search has several ways to find the same tickets; which one it takes is a matter of speed alone."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tickets import search
from tickets.models import Agent, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
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


def test_a_rare_word_is_looked_up_and_a_common_one_is_walked_to(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads the text as it is")
    monkeypatch.setattr(search, "SAMPLE", 6)
    monkeypatch.setattr(search, "COMMON", 0.5)
    visible = Ticket.objects.visible_to(agent)

    assert str(search.find(visible, "sync").query).count("@@") == 1
    assert str(search.find(visible, "invoice").query).count("@@") == 0


@pytest.mark.parametrize(
    ("query", "number"), [("T-12", 12), ("t12", 12), (" #12 ", 12), ("12", None), ("T-12 x", None)]
)
def test_a_query_may_name_one_ticket(query: str, number: int | None) -> None:
    assert search.number_of(query) == number
