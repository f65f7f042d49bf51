"""A handoff that nothing calls for takes a reason, and what each rested on is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalation.criteria import grounds, publishing, walks
from escalation.criteria.definition import Criteria, Ending
from escalation.criteria.grounds import NoGround
from escalation.desk import acts
from escalation.models import CriteriaRevision, Handoff, HandoffGround, HandoffType, Trigger
from tests.escalation.desk.forms import package_form
from tests.factories import AgentFactory, BotFactory, HandoffTypeFactory, TeamFactory, open_ticket, package
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent, IssueType, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@lasting
def agent(teams: dict[str, Team]) -> Agent:
    AgentFactory(team=teams["tier-2"])
    return AgentFactory(team=TeamFactory())


def ticket_of(agent: Agent, body: str = "The dashboard is slow.", **fields: Any) -> Ticket:
    at = timezone.now() - timedelta(hours=3)
    return open_ticket(agent.teams.get(), holder=agent, body=body, at=at, **fields)


def hand_over(ticket: Ticket, by: Agent, **fields: Any) -> Handoff:
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    kind.fields.all().delete()
    said = {"type": kind, "to": Team.objects.get(slug="tier-2"), "package": package(), **fields}
    return acts.hand_over(ticket, by=by, **said)


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

    ground = HandoffGround.objects.get()
    assert (ground.walk, ground.basis, ground.against) == (walk, "walk", "")
    assert ground.reason == ("They cannot change it." if instead else "")


@pytest.mark.parametrize("elsewhere", [{"to": "engineering"}, {"type": "support-to-engineering"}])
def test_another_team_or_type_than_the_questions_led_to_takes_a_reason(
    agent: Agent, published: Criteria, teams: dict[str, Team], elsewhere: dict[str, str]
) -> None:
    AgentFactory(team=teams["engineering"])
    ticket = ticket_of(agent, issue_type=IssueType.objects.get(slug="portal-speed"))
    answers = {"who": "One user", "other-browser": "Yes, everywhere"}
    walk = walks.decide(ticket, tree="slow-pages", answers=answers, by=agent, at=timezone.now())
    chosen: dict[str, Any] = {}
    if "to" in elsewhere:
        chosen["to"] = teams["engineering"]
    else:
        chosen["type"] = HandoffTypeFactory(slug="another")

    with pytest.raises(NoGround, match="The questions led to “Escalate to Tier 2”"):
        hand_over(ticket, agent, **chosen)
    hand_over(ticket, agent, ground_reason="They have the log.", **chosen)

    ground = HandoffGround.objects.get()
    assert (ground.walk, ground.against, ground.reason) == (walk, "walk", "They have the log.")


def test_another_team_than_the_route_says_takes_a_reason_whatever_the_type(
    agent: Agent, published: Criteria, teams: dict[str, Team]
) -> None:
    AgentFactory(team=teams["engineering"])
    ticket, chosen = ticket_of(agent), {"to": teams["engineering"], "type": HandoffTypeFactory()}

    with pytest.raises(NoGround, match="“Slow pages” goes to tier-2"):
        hand_over(ticket, agent, **chosen)
    hand_over(ticket, agent, ground_reason="They are fixing it.", **chosen)

    ground = HandoffGround.objects.get()
    assert (ground.route, ground.against, ground.basis) == ("slow-pages", "route", "")


def test_going_back_down_or_on_from_the_routes_own_team_is_no_question_of_the_route(
    agent: Agent, published: Criteria, teams: dict[str, Team]
) -> None:
    for team in ("tier-2", "engineering"):
        own = teams[team].members.first() or AgentFactory(team=teams[team])
        to = teams["engineering"] if team == "tier-2" else agent.teams.get()
        AgentFactory(team=to)
        ticket = open_ticket(teams[team], holder=own, body="The dashboard is slow.", at=timezone.now())
        hand_over(ticket, own, to=to, type=HandoffTypeFactory())

    assert {ground.against for ground in HandoffGround.objects.all()} == {""}


def test_every_handoff_keeps_revision_route_and_facts(agent: Agent, published: Criteria) -> None:
    hand_over(ticket_of(agent), agent, type=HandoffTypeFactory())

    ground = HandoffGround.objects.get()
    assert ground.revision == CriteriaRevision.objects.get(part="rules")
    assert (ground.route, ground.facts["plan"], ground.basis) == ("slow-pages", "business", "")
    assert not HandoffGround.objects.without_trigger().exists()


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

    assert "Why do you hand it over all the same?" in text(client, address)
    assert "Why do you hand it over all the same?" not in text(
        client, f"/tickets/{ticket_of(agent, 'Everybody waits.').pk}/hand-over/?type={kind.slug}"
    )


def test_a_kind_that_is_out_of_use_is_named_at_its_field_and_no_other_is_chosen_for_it(agent: Agent) -> None:
    HandoffType.objects.filter(slug="tier-1-to-tier-2").update(is_active=False)
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    client, ticket = signed_in(agent), ticket_of(agent)
    address = f"/tickets/{ticket.pk}/hand-over/"

    opened = text(client, f"{address}?type={kind.slug}&to=tier-2")
    kept = client.post(f"{address}asked/", {"type": kind.pk}).content.decode()
    sent = client.post(address, {"type": kind.pk}).content.decode()

    for page in (opened, kept):
        assert f"“{kind}” is out of use: choose another kind." in page
        assert "Choose a kind</option>" in page
    assert "This kind of handoff is out of use: choose another." in sent
    assert "Choose a kind</option>" in sent
    assert "Choose a kind</option>" not in text(client, address)


@pytest.mark.parametrize("lacks", [{}, {"next_best_action": ""}])
def test_a_reason_that_is_missing_is_asked_for_beside_its_field_and_with_all_else_that_is_wrong(
    agent: Agent, published: Criteria, teams: dict[str, Team], lacks: dict[str, str]
) -> None:
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    typed = package_form(type=kind.pk, to=teams["tier-2"].pk)
    kind.fields.all().delete()
    AgentFactory(team=teams["tier-2"])

    refused = signed_in(agent).post(f"/tickets/{ticket_of(agent).pk}/hand-over/", typed | lacks).content.decode()

    assert all(f'href="#id_{name}"' in refused for name in lacks)
    field = refused.partition('id="id_ground_reason"')[2].partition(">")[0]
    assert 'aria-invalid="true"' in field
    assert 'href="#id_ground_reason"' in refused


def test_the_form_asks_for_the_reason_as_soon_as_another_team_is_chosen(
    agent: Agent, published: Criteria, teams: dict[str, Team]
) -> None:
    client, kind = signed_in(agent), HandoffTypeFactory()
    address = f"/tickets/{ticket_of(agent).pk}/hand-over/ground/"

    right = client.post(address, {"type": kind.pk, "to": teams["tier-2"].pk}).content.decode()
    other = client.post(address, {"type": kind.pk, "to": teams["billing"].pk, "ground_reason": "So"}).content.decode()

    assert "Why do you" not in right
    assert "“Slow pages” goes to tier-2. Why do you hand it over all the same?" in other
    assert 'value="So"' in other
    assert 'data-filled="ground_reason"' in other, "it is among the parts that are still empty"
    assert "ground_reason" not in right.partition('id="completeness"')[2]


def test_what_a_handoff_rests_on_takes_a_bounded_number_of_queries(agent: Agent, published: Criteria) -> None:
    ticket, kind = ticket_of(agent), HandoffType.objects.get(slug="tier-1-to-tier-2")

    with CaptureQueriesContext(connection) as captured:
        ground = grounds.of(ticket, type=kind, to=Team.objects.get(slug="tier-2"), at=timezone.now())
        assert ground.needs_reason

    assert len(captured) <= 1 + 5  # the team; what is live, three for the facts, the walk
