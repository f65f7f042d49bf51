"""The scorecard over the API."""

import pytest

from escalation import handoffs
from tests.api import V1, as_agent
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, BotFactory, TeamFactory, send_handoff
from tests.pages import signed_in
from tickets.models import Agent, Role

pytestmark = pytest.mark.django_db
WEEK = f"{V1}/scorecard/?week=2026-W11"


def test_the_card_of_a_week_counts_its_handoffs_and_says_where_they_are(monkeypatch) -> None:
    monkeypatch.setattr("escalation.database_clock.source", lambda: minutes_after(4))
    handoff = send_handoff(at=NOON)
    receiver = handoff.to_team.members.get()
    handoffs.acknowledge(handoff, by=receiver)
    send_handoff(receiver=receiver, at=minutes_after(3))

    card = as_agent(receiver).get(WEEK).json()

    assert (card["week"], card["team"]["id"]) == ("2026-W11", handoff.to_team_id)
    assert (card["figures"]["counts"]["sent"], card["before"]["counts"]["sent"]) == (2, 0)
    assert card["figures"]["acknowledge_median"] == "00:04:00"
    browser = signed_in(receiver)
    for figure in ("sent", "in-time"):
        listed = browser.get(card["pages"][figure]).context["page"].paginator.count
        assert listed == card["figures"]["counts"][figure]
        rows = as_agent(receiver).get(card["lists"][figure]).json()["results"]
        assert len(rows) == listed


def test_a_list_over_the_api_is_as_narrow_and_as_guarded_as_the_page() -> None:
    handoff = send_handoff(at=NOON)
    receiver, manager = handoff.to_team.members.get(), AgentFactory(role=Role.MANAGER)
    rows = f"{V1}/scorecard/handoffs/?week=2026-W11"
    sent = f"{rows}&team={handoff.from_team.slug}&side=sent"

    def listed(agent: Agent, address: str) -> list[int]:
        return [row["id"] for row in as_agent(agent).get(address).json()["results"]]

    assert listed(receiver, f"{rows}&type={handoff.type.slug}") == [handoff.pk]
    assert listed(receiver, f"{rows}&figure=returned") == []
    assert listed(manager, sent) == [handoff.pk]
    assert as_agent(handoff.sent_by).get(sent).status_code == 403
    assert as_agent(receiver).get(f"{rows}&figure=good").status_code == 404
    assert as_agent(BotFactory()).get(rows).status_code == 404


def test_a_card_opens_only_for_a_scope_that_is_wholly_hers() -> None:
    team, other = TeamFactory(), TeamFactory()
    agent = AgentFactory(team=team)

    assert as_agent(agent).get(f"{WEEK}&team={team.slug}").status_code == 200
    assert as_agent(agent).get(f"{WEEK}&team={other.slug}").status_code == 404
    assert as_agent(agent).get(f"{WEEK}&team=all").status_code == 403
    assert as_agent(AgentFactory(role=Role.MANAGER)).get(f"{WEEK}&team=all").status_code == 200
    assert as_agent(BotFactory()).get(WEEK).status_code == 404
    assert as_agent(agent).get(f"{V1}/scorecard/?week=2026-W99").status_code == 404
