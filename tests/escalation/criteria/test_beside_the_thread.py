"""On the ticket: what fires, the tree with its facts filled in, the decision kept, and the form that it opens."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs
from escalation.criteria import publishing
from escalation.criteria.definition import Criteria, Ending
from escalation.models import CriteriaRevision, Handoff, HandoffType, TreeAnswer, TreeOutcome, TreeWalk
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import POLL, queries, signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent, IssueType, Team, Ticket

pytestmark = pytest.mark.django_db


@lasting
def agent(published: Criteria) -> Agent:
    return AgentFactory(team=TeamFactory(slug="first-line"))


@pytest.fixture
def client(agent: Agent) -> Client:
    return signed_in(agent)


def slow_ticket(agent: Agent, *, hours: float = 3, body: str = "The dashboard takes a minute to open.") -> Ticket:
    kind = IssueType.objects.get(slug="portal-speed")
    at = timezone.now() - timedelta(hours=hours)
    return open_ticket(agent.teams.get(), at=at, holder=agent, issue_type=kind, body=body)


def panel(client: Client, ticket: Ticket, **answers: str) -> str:
    query = urlencode({f"a.{question}": label for question, label in answers.items()})
    return text(client, f"{reverse('ticket-criteria', args=[ticket.pk])}?{query}", **POLL)


def decide(client: Client, ticket: Ticket, tree: str = "slow-pages", **data: str) -> Any:
    return client.post(reverse("ticket-criteria-decide", args=[ticket.pk]), {"tree": tree, **data})


def test_the_ticket_page_fetches_it_beside_the_thread(client: Client, agent: Agent) -> None:
    assert reverse("ticket-criteria", args=[slow_ticket(agent).pk]) in text(
        client, f"/tickets/{Ticket.objects.get().pk}/"
    )


def test_what_is_not_known_is_asked(client: Client, agent: Agent) -> None:
    shown = panel(client, slow_ticket(agent))

    assert "One user or all?" in shown
    assert "All, or several" in shown


def test_known_facts_are_filled_in_and_lead_to_a_verdict(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")

    shown = panel(client, ticket)

    assert "by itself: users affected is All users" in shown
    assert "by itself: age is" in shown
    assert "Hand over to Engineering" in shown
    assert "Everybody, for over two hours" in shown
    assert "Because users affected is All users and age is more than 2 hours." in shown


def test_what_fires_stands_above_the_thread_and_is_asked_for_again(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, hours=1.9, body="Everybody here waits a minute for the dashboard.")
    page = text(client, f"/tickets/{ticket.pk}/")
    banner = re.search(r'<div class="fired" id="fired"[^>]*>', page)
    assert banner
    assert "every 60s" in banner[0]
    assert page.index('id="fired"') < page.index('class="side"')
    address = reverse("ticket-fired", args=[ticket.pk])

    before = text(client, address)
    assert "Everybody, for over two hours" not in before

    Ticket.objects.filter(pk=ticket.pk).update(opened_at=timezone.now() - timedelta(hours=2.1))
    after = text(client, address)
    assert "Because users affected is All users and age is more than 2 hours." in after
    shown = re.search(r'name="shown" value="(\w+)"', after)
    assert shown
    assert client.get(address, {"shown": shown[1]}).status_code == 204
    assert queries(client, address) <= 9


def test_what_has_been_sent_and_waits_is_not_called_for_again(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")
    address = reverse("ticket-fired", args=[ticket.pk])
    assert "Everybody, for over two hours" in text(client, address)

    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    kind.fields.all().delete()
    send_handoff(ticket=ticket, sender=agent, type=kind, at=timezone.now())

    assert "Everybody, for over two hours" not in text(client, address)
    assert "Everybody, for over two hours" not in panel(client, ticket)
    assert queries(client, address) <= 9


def test_what_has_been_taken_is_not_called_for_again_where_it_was_sent(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    kind.fields.all().delete()
    handoff = send_handoff(ticket=ticket, sender=agent, type=kind, at=timezone.now())
    receiver = AgentFactory(team=handoff.to_team)
    handoffs.acknowledge(handoff, by=receiver)
    hers = signed_in(receiver)

    for page in (text(hers, reverse("ticket-fired", args=[ticket.pk])), panel(hers, ticket)):
        assert "Everybody, for over two hours" not in page
    other = HandoffTypeFactory()
    Handoff.objects.filter(pk=handoff.pk).update(type=other)
    assert "Everybody, for over two hours" in panel(hers, ticket), "another kind is no answer to the call"


def test_while_a_handoff_waits_no_second_one_is_offered(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")
    banner = reverse("ticket-fired", args=[ticket.pk])
    shown = re.search(r'name="shown" value="(\w+)"', text(client, banner))
    assert shown
    billing = AgentFactory(team=TeamFactory(name="Billing"))
    send_handoff(ticket=ticket, sender=agent, type=HandoffTypeFactory(), to=billing.teams.get())

    fired, beside = text(client, f"{banner}?shown={shown[1]}"), panel(client, ticket)
    kept = panel(client, ticket, who="One user", **{"other-browser": "Not tried yet"})

    for page in (fired, beside):
        assert "Everybody, for over two hours" in page
        assert "Handed over to Billing already; nobody has acknowledged yet." in page
        assert reverse("hand-over", args=[ticket.pk]) not in page
    assert "Hand over</button>" not in beside
    assert "Keep it</button>" in kept
    assert Ending.HAND_OVER.label not in kept


def test_the_panel_brings_what_fires_along(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")

    beside = panel(client, ticket)
    assert '<div id="fired" hx-swap-oob="innerHTML">' in beside

    alone = text(client, reverse("ticket-criteria", args=[ticket.pk]))
    assert "hx-swap-oob" not in alone
    assert alone.count("Everybody, for over two hours") == 1


def test_the_route_stands_beside_the_tree_with_a_way_to_follow_it(client: Client, agent: Agent) -> None:
    shown = panel(client, slow_ticket(agent))

    assert "One user or all?" in shown
    assert "Slow pages</span> goes to" in shown
    assert "/hand-over/?to=tier-2&amp;type=tier-1-to-tier-2" in shown

    AgentFactory(team=Team.objects.get(slug="tier-2"))
    there = open_ticket(Team.objects.get(slug="tier-2"), holder=agent, body="The dashboard is slow.", at=timezone.now())
    reader = signed_in(Team.objects.get(slug="tier-2").members.get())
    assert "Hand over to" not in panel(reader, there)


def test_a_decision_is_told_as_its_own_tree_named_it(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent)
    decide(client, ticket, **{"a.who": "One user", "a.other-browser": "Yes, everywhere"})

    TreeOutcome.objects.filter(tree__slug="slow-pages", key="escalate").update(name="Call the specialists")
    publishing.publish("tree:slow-pages", by=agent, at=timezone.now())

    last = panel(client, ticket).partition("criteria-last")[2]
    assert "Escalate to Tier 2" in last
    assert "Call the specialists" not in last


def test_a_fact_can_be_corrected(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")

    shown = panel(client, ticket, who="One user")

    assert "As slow in another browser" in shown
    assert "your answer" in shown


def test_the_panel_is_a_page_of_its_own_without_scripts(client: Client, agent: Agent) -> None:
    assert "<h1>" in text(client, reverse("ticket-criteria", args=[slow_ticket(agent).pk]))


def test_a_decision_keeps_the_path_and_opens_the_form(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent)
    answers = {"a.who": "One user", "a.other-browser": "Yes, everywhere"}

    response = decide(client, ticket, **answers)

    walk = TreeWalk.objects.get()
    assert (walk.outcome, walk.ending, walk.walked_by, walk.revision.part) == (
        "escalate",
        Ending.HAND_OVER,
        agent,
        "tree:slow-pages",
    )
    assert walk.answers == {"who": "One user", "other-browser": "Yes, everywhere"}
    assert [(line["question"], line["by_fact"]) for line in walk.path] == [
        ("who", False),
        ("long-for-one", True),
        ("other-browser", False),
    ]
    assert walk.facts["plan"] == "business"

    opened = client.get(response["Location"])
    form = opened.context["form"]
    assert form.initial["to"] == Team.objects.get(slug="tier-2").pk
    assert form.initial["type"] == HandoffType.objects.get(slug="tier-1-to-tier-2").pk
    assert [step.step for step in form.steps] == [line["asked"] for line in walk.path]
    assert "Send the address of the slow page" in opened.content.decode()


def test_a_decision_pressed_twice_is_kept_once(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent)
    answers = {"a.who": "One user", "a.other-browser": "Yes, everywhere"}

    first, second = decide(client, ticket, **answers), decide(client, ticket, **answers)
    other = decide(client, ticket, **{**answers, "a.other-browser": "Not tried yet"})

    assert first["Location"] == second["Location"]
    assert (other.status_code, TreeWalk.objects.count()) == (302, 2)


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("https://help.example/slow", True),
        ("/knowledge/7", True),
        ("javascript:alert(1)", False),
        ("//elsewhere.example", False),
    ],
)
def test_only_an_address_of_a_page_becomes_a_link(client: Client, agent: Agent, article: str, shown: bool) -> None:
    publishing.publish_all(by=None, at=timezone.now())
    revision = CriteriaRevision.objects.of("tree:slow-pages")[0]
    content = revision.content.replace("try-browser:\n", f"try-browser:\n        article: {article!r}\n")
    CriteriaRevision.objects.create(
        part=revision.part, number=revision.number + 1, content=content, published_at=timezone.now()
    )

    html = panel(client, slow_ticket(agent), who="One user", **{"other-browser": "Not tried yet"})

    assert ("Read how" in html) is shown
    assert ("javascript:" in html) is False


def test_something_else_is_done_for_a_reason(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute.")

    refused = decide(client, ticket, instead="keep")
    assert refused.status_code == 422
    assert "Say why you do something else" in refused.content.decode()

    decide(client, ticket, instead="keep", reason="They run a load test.")

    walk = TreeWalk.objects.get()
    assert (walk.overridden_by_ending, walk.override_reason) == (Ending.KEEP, "They run a load test.")
    assert "overridden: They run a load test." in panel(client, ticket)
    assert "load test.." not in panel(client, ticket)


def test_watching_says_until_when(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, hours=0.5)

    decide(client, ticket, **{"a.who": "One user"})

    walk = TreeWalk.objects.get()
    assert walk.ending == Ending.MONITOR
    assert walk.watch_until == walk.walked_at + timedelta(hours=2)


def test_an_unfinished_walk_is_no_decision(client: Client, agent: Agent) -> None:
    response = decide(client, slow_ticket(agent))

    assert response.status_code == 422
    assert "is not answered yet" in response.content.decode()
    assert not TreeWalk.objects.exists()


def test_a_tree_taken_away_meanwhile_is_said(client: Client, agent: Agent) -> None:
    assert decide(client, slow_ticket(agent), tree="gone").status_code == 409


def test_others_teams_tickets_are_none_and_colleagues_elsewhere_do_not_decide(client: Client, agent: Agent) -> None:
    strange = open_ticket(TeamFactory())

    assert client.get(reverse("ticket-criteria", args=[strange.pk])).status_code == 404
    assert decide(client, strange).status_code == 404

    manager = signed_in(AgentFactory(role="manager"))
    assert decide(manager, slow_ticket(agent), **{"a.who": "One user"}).status_code == 403


def test_what_is_published_later_alters_nothing_that_was_decided(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent)
    decide(client, ticket, **{"a.who": "One user", "a.other-browser": "Yes, everywhere"})
    before = TreeWalk.objects.values().get()
    content = TreeWalk.objects.get().revision.content

    TreeAnswer.objects.filter(tree__slug="slow-pages", label="One user").update(label="A single user")
    publishing.publish("tree:slow-pages", by=agent, at=timezone.now())

    assert TreeWalk.objects.values().get() == before
    assert TreeWalk.objects.get().revision.content == content
    assert "A single user" in panel(client, ticket)


def test_the_panel_takes_a_bounded_number_of_queries(client: Client, agent: Agent) -> None:
    ticket = slow_ticket(agent, body="Everybody here waits a minute for the dashboard.")

    panel = reverse("ticket-criteria", args=[ticket.pk])
    client.get(panel, **POLL)  # now the process knows what is published

    assert queries(client, panel, **POLL) <= 9
