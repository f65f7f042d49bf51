"""A handoff that nothing calls for takes a reason, and what each rested on is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalation.criteria import publishing, walks
from escalation.criteria.definition import Criteria, Ending
from escalation.criteria.grounds import NoGround
from escalation.desk import acts
from escalation.models import Handoff, HandoffGround, HandoffType, Trigger
from tests.factories import AgentFactory, BotFactory, TeamFactory, open_ticket, package
from tests.pages import signed_in, text
from tickets.models import Agent, IssueType, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def agent(teams: dict[str, Team]) -> Agent:
    AgentFactory(team=teams["tier-2"])
    return AgentFactory(team=TeamFactory())


def ticket_of(agent: Agent, body: str = "The dashboard is slow.", **fields: Any) -> Ticket:
    at = timezone.now() - timedelta(hours=3)
    return open_ticket(agent.teams.get(), holder=agent, body=body, at=at, **fields)


def hand_over(ticket: Ticket, by: Agent, **fields: Any) -> Handoff:
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    kind.fields.all().delete()
    team = Team.objects.get(slug="tier-2")
    return acts.hand_over(ticket, type=kind, to=team, package=package(), by=by, **fields)


def test_without_published_criteria_nobody_is_asked(agent: Agent) -> None:
    hand_over(ticket_of(agent), agent)

    assert not HandoffGround.objects.exists()


def test_nothing_calls_for_it_and_a_reason_is_asked_and_counted(agent: Agent, published: Criteria) -> None:
    ticket = ticket_of(agent)

    with pytest.raises(NoGround, match="No trigger calls for"):
        hand_over(ticket, agent)
    assert not Handoff.objects.exists()

    sent = hand_over(ticket, agent, ground_reason="Their contract says so.")

    ground = HandoffGround.objects.without_trigger().get()
    assert (ground.handoff, ground.reason, ground.triggers) == (sent, "Their contract says so.", [])


def test_a_trigger_that_fires_is_reason_enough(agent: Agent, published: Criteria) -> None:
    hand_over(ticket_of(agent, "Everybody waits a minute."), agent, ground_reason="Not needed")

    ground = HandoffGround.objects.get()
    assert [fired["key"] for fired in ground.triggers] == ["everybody-and-long"]
    assert ground.triggers[0]["because"] == "users affected is All users and age is more than 2 hours"
    assert ground.reason == ""
    assert not HandoffGround.objects.without_trigger().exists()


@pytest.mark.parametrize("instead", [None, Ending.HAND_OVER])
def test_a_walk_is_reason_enough(agent: Agent, published: Criteria, instead: Ending | None) -> None:
    ticket = ticket_of(agent, issue_type=IssueType.objects.get(slug="portal-speed"))
    last = "No, only there" if instead else "Yes, everywhere"
    walk = walks.decide(
        ticket,
        tree="slow-pages",
        answers={"who": "One user", "other-browser": last},
        by=agent,
        at=timezone.now(),
        instead=instead,
        reason="They cannot change it." if instead else "",
    )

    hand_over(ticket, agent)

    assert HandoffGround.objects.get().walk == walk


def test_a_trigger_that_forbids_asks_for_a_reason(agent: Agent, published: Criteria) -> None:
    Trigger.objects.filter(slug="everybody-and-long").update(verdict="forbids")
    publishing.publish("rules", by=agent, at=timezone.now())

    with pytest.raises(NoGround, match="speaks against"):
        hand_over(ticket_of(agent, "Everybody waits a minute."), agent)


def test_a_bot_gives_no_reasons(agent: Agent, published: Criteria) -> None:
    bot = BotFactory(answered_for_by=agent.teams.get())

    hand_over(open_ticket(agent.teams.get(), holder=bot, at=timezone.now()), bot)

    assert HandoffGround.objects.without_trigger().count() == 1


def test_the_form_asks_for_the_reason(agent: Agent, published: Criteria) -> None:
    client: Client = signed_in(agent)
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    address = f"/tickets/{ticket_of(agent).pk}/hand-over/?type={kind.slug}&to=tier-2"

    assert "Why do you hand it over?" in text(client, address)
    assert "Why do you hand it over?" not in text(
        client, f"/tickets/{ticket_of(agent, 'Everybody waits.').pk}/hand-over/?type={kind.slug}"
    )
