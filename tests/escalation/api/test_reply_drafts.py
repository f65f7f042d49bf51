"""Half-written replies over the API."""

import pytest

from escalation import reply_drafts
from tests.api import V1, as_agent, error
from tests.factories import AgentFactory, TeamFactory, open_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def agent(team):
    return AgentFactory(team=team)


@pytest.fixture
def url(team) -> str:
    return f"{V1}/tickets/{open_ticket(team).pk}/reply-draft/"


def test_a_draft_is_kept_read_and_thrown_away(agent, url: str) -> None:
    client = as_agent(agent)
    assert client.get(url).status_code == 404

    saved = client.put(url, {"body": " Hi Maria", "channel": "chat"}).json()

    assert client.get(url).json() == saved
    assert (saved["body"], saved["is_shared"], saved["agent"]["name"]) == (" Hi Maria", False, agent.name)
    assert client.delete(url).status_code == client.put(url, {"body": ""}).status_code == 204


def test_a_draft_that_was_saved_in_a_window_is_not_overwritten_unseen(agent, url: str) -> None:
    client = as_agent(agent)
    ticket = open_ticket(agent.teams.get())
    url = f"{V1}/tickets/{ticket.pk}/reply-draft/"
    draft = reply_drafts.save(
        ticket, typed=reply_drafts.Typed("On the page"), by=agent, at=ticket.opened_at, window="one"
    )

    assert draft
    assert error(client.put(url, {"body": "By a program"}))[:2] == (409, "changed_elsewhere")
    assert client.put(url, {"body": "By a program", "seen": draft.saved_at.isoformat()}).status_code == 200


def test_a_colleague_goes_on_with_what_is_shared_and_a_stranger_finds_nothing(agent, team, url: str) -> None:
    saved = as_agent(agent).put(url, {"body": "Dear Maria", "is_shared": True}).json()
    taking = url.replace("reply-draft/", f"reply-drafts/{saved['id']}/take-over/")

    assert as_agent(AgentFactory(team=TeamFactory())).post(taking).status_code == 404
    assert as_agent(AgentFactory(team=team)).post(taking).json()["body"] == "Dear Maria"
    assert as_agent(AgentFactory(team=team)).post(taking).status_code == 404
