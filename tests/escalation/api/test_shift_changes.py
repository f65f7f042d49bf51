"""Shift changes over the API."""

import pytest

from escalation.models import ShiftChange
from tests.api import V1, as_agent, error
from tests.escalation.shift_change.conftest import _begun, ana, ben, change, held, lead, team
from tests.factories import AgentFactory, TeamFactory
from tickets.models import Agent, Team, Ticket

__all__ = ["_begun", "ana", "ben", "change", "held", "lead", "team"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(database_clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: database_clock.now)


def url(change: ShiftChange, deed: str = "") -> str:
    return f"{V1}/shift-changes/{change.pk}/{deed}"


def test_a_shift_change_is_gone_through(change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent) -> None:
    goes, comes = as_agent(ana), as_agent(ben)
    for ticket in held:
        said = {"ticket": ticket.pk, "note": "It fails.", "next_action": "Call them.", "goes_to": ben.pk}
        assert goes.post(url(change, "note/"), said, format="json").status_code == 200
    asked = comes.post(url(change, "say/"), {"ticket": held[0].pk, "text": "Since when?"})
    assert asked.json()["tickets"][0]["words"][0]["text"] == "Since when?"
    assert goes.post(url(change, "summary/"), {"summary": "Quiet night."}).status_code == 204
    assert goes.post(url(change, "sign-off/"), {"side": "outgoing"}).status_code == 200
    for ticket in held:
        taken = comes.post(url(change, "take/"), {"ticket": ticket.pk})
        assert taken.status_code == 200
    whole = comes.post(url(change, "sign-off/"), {"side": "incoming"}).json()

    assert whole["closed_at"] is not None
    assert [row["taken_by"]["id"] for row in whole["tickets"]] == [ben.pk, ben.pk]
    assert comes.get(f"{V1}/shift-changes/").json() == []
    assert comes.get(url(change)).json()["summary"] == "Quiet night."


def test_refusals_have_a_code(change: ShiftChange, held: list[Ticket], ben: Agent, ana: Agent) -> None:
    comes = as_agent(ben)
    assert error(comes.post(url(change, "take/"), {"ticket": held[0].pk}))[:2] == (409, "not_noted")
    assert error(comes.post(url(change, "sign-off/"), {"side": "incoming"}))[:2] == (409, "some_left")
    assert error(as_agent(ana).post(url(change, "sign-off/"), {"side": "outgoing"}))[:2] == (409, "not_all_noted")
    assert error(comes.post(url(change, "say/"), {"ticket": held[0].pk, "text": ""}))[0] == 400


@pytest.mark.parametrize("deed", ["note/", "summary/", "call-off/"])
def test_who_comes_may_not_do_what_is_for_the_one_who_goes(change: ShiftChange, ben: Agent, deed: str) -> None:
    assert as_agent(ben).post(url(change, deed), {}).status_code == 403


def test_who_goes_may_not_take_nor_sign_off_for_the_others(change: ShiftChange, held: list[Ticket], ana: Agent) -> None:
    assert as_agent(ana).post(url(change, "take/"), {"ticket": held[0].pk}).status_code == 403
    assert as_agent(ana).post(url(change, "sign-off/"), {"side": "incoming"}).status_code == 403


def test_a_stranger_finds_none(change: ShiftChange, held: list[Ticket], team: Team) -> None:
    stranger = as_agent(AgentFactory(team=TeamFactory()))

    assert stranger.get(f"{V1}/shift-changes/").json() == []
    assert stranger.get(url(change)).status_code == 404
    assert stranger.post(url(change, "take/"), {"ticket": held[0].pk}).status_code == 404
    assert stranger.post(f"{V1}/shift-changes/", {"team": team.pk}).status_code == 400


def test_it_is_begun_and_called_off(team: Team, ana: Agent, ben: Agent, held: list[Ticket]) -> None:
    client = as_agent(ana)
    begun = client.post(f"{V1}/shift-changes/", {"team": team.pk})
    assert begun.status_code == 201
    assert error(client.post(f"{V1}/shift-changes/", {"team": team.pk}))[:2] == (409, "open_already")

    change = ShiftChange.objects.get(pk=begun.json()["id"])
    assert client.post(url(change, "call-off/")).json()["called_off_at"] is not None
    assert error(as_agent(ben).post(f"{V1}/shift-changes/", {"team": team.pk}))[:2] == (409, "nothing_held")
