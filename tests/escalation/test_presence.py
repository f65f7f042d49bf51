"""Who is at a ticket: seen by those who may open it, forgotten by itself, and never in anybody's way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from escalation import presence
from escalation.presence import VIEWS_FOR, WRITES_FOR
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.pages import queries, signed_in, text
from tickets import changes
from tickets.models import Agent, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    return open_ticket(TeamFactory(slug="first"))


@pytest.fixture
def priya(ticket: Ticket) -> Agent:
    return AgentFactory(name="Priya Nair", team=ticket.team)


@pytest.fixture
def sarah(ticket: Ticket) -> Agent:
    return AgentFactory(name="Sarah Okafor", team=ticket.team)


@pytest.fixture
def with_redis(redis_url: str) -> Iterator[None]:
    with override_settings(REDIS_URL=redis_url):
        yield


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The topics that pages were told of."""
    topics: list[str] = []
    monkeypatch.setattr(changes, "announce", lambda *some: topics.extend(some))
    return topics


def words(ticket: Ticket, reader: Agent, seconds: float = 0) -> str:
    return presence.words_for([ticket.pk], reader=reader, at=NOON + timedelta(seconds=seconds)).get(ticket.pk, "")


@pytest.mark.usefixtures("with_redis")
def test_she_sees_others_and_not_herself(ticket: Ticket, priya: Agent, sarah: Agent) -> None:
    presence.note(ticket.pk, agent=priya, is_writing=False, at=NOON)

    seen = presence.note(ticket.pk, agent=sarah, is_writing=True, at=NOON)

    assert [(each.name, each.is_writing) for each in seen] == [("Priya Nair", False)]
    assert words(ticket, priya) == "Sarah Okafor is writing"
    assert words(ticket, sarah) == "Priya Nair is here"
    assert words(ticket, AgentFactory()) == "Sarah Okafor is writing"


@pytest.mark.usefixtures("with_redis")
@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (WRITES_FOR - 1, "Priya Nair is writing"),
        (WRITES_FOR, "Priya Nair is here"),
        (VIEWS_FOR - 1, "Priya Nair is here"),
        (VIEWS_FOR, ""),
    ],
)
def test_who_says_nothing_more_is_forgotten(
    seconds: int, expected: str, ticket: Ticket, priya: Agent, sarah: Agent
) -> None:
    presence.note(ticket.pk, agent=priya, is_writing=True, at=NOON)

    assert words(ticket, sarah, seconds) == expected


@pytest.mark.usefixtures("with_redis")
def test_pages_are_told_when_something_changes_and_not_at_each_beat(
    ticket: Ticket, priya: Agent, announced: list[str]
) -> None:
    told = []
    for is_writing in (False, False, True, True, False):
        presence.note(ticket.pk, agent=priya, is_writing=is_writing, at=NOON)
        told.append(len(announced))
    presence.leave(ticket.pk, agent=priya, at=NOON)

    assert [*told, len(announced)] == [1, 1, 2, 2, 3, 4]
    assert set(announced) == {f"here:{ticket.pk}"}


@pytest.mark.usefixtures("with_redis")
def test_a_page_beats_without_writing_to_the_database_and_lists_name_who_is_there(
    ticket: Ticket, priya: Agent, sarah: Agent
) -> None:
    beat = reverse("ticket-presence", args=[ticket.pk])
    signed_in(priya).post(beat, {"state": "writing"})

    client = signed_in(sarah)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(beat, {"state": "viewing"})

    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert answer.json() == {"here": [{"name": "Priya Nair", "is_writing": True}]}
    assert "Priya Nair is writing" in text(signed_in(sarah), reverse("inbox", args=["first"]))
    assert "Priya Nair is writing" not in text(signed_in(priya), reverse("inbox", args=["first"]))
    signed_in(priya).post(beat, {"state": "left"})
    assert signed_in(sarah).post(beat, {"state": "viewing"}).json() == {"here": []}


@pytest.mark.usefixtures("with_redis")
def test_she_is_there_until_the_last_of_her_windows_is_closed(ticket: Ticket, priya: Agent, sarah: Agent) -> None:
    for window in ("thread", "form"):
        presence.note(ticket.pk, agent=priya, is_writing=window == "form", window=window, at=NOON)

    presence.leave(ticket.pk, agent=priya, window="form", at=NOON)
    assert words(ticket, sarah) == "Priya Nair is here"
    presence.leave(ticket.pk, agent=priya, window="thread", at=NOON)
    assert words(ticket, sarah) == ""


@pytest.mark.usefixtures("with_redis")
def test_a_window_that_went_without_a_word_is_kept_no_longer_than_it_counts(ticket: Ticket, priya: Agent) -> None:
    presence.note(ticket.pk, agent=priya, is_writing=True, window="lost", at=NOON)
    later = NOON + timedelta(seconds=VIEWS_FOR)

    presence.note(ticket.pk, agent=priya, is_writing=False, window="new", at=later)

    assert presence._board().ask([("HLEN", presence._key(ticket.pk))]) == [1]


def test_a_stranger_neither_sees_nor_is_seen(ticket: Ticket) -> None:
    stranger = AgentFactory(team=TeamFactory())

    assert signed_in(stranger).post(reverse("ticket-presence", args=[ticket.pk])).status_code == 404


def test_without_redis_nobody_is_shown_and_nothing_fails(ticket: Ticket, priya: Agent, sarah: Agent) -> None:
    now = timezone.now()

    assert presence.note(ticket.pk, agent=priya, is_writing=True, at=now) == []
    assert presence.words_for([ticket.pk], reader=sarah, at=now) == {}
    assert signed_in(priya).post(reverse("ticket-presence", args=[ticket.pk])).json() == {"here": []}


@pytest.mark.usefixtures("with_redis")
def test_who_is_there_costs_a_list_no_query(ticket: Ticket, priya: Agent, sarah: Agent) -> None:
    client, inbox = signed_in(sarah), reverse("inbox", args=["first"])
    few = queries(client, inbox)
    presence.note(ticket.pk, agent=priya, is_writing=True, at=timezone.now())

    assert queries(client, inbox) == few
