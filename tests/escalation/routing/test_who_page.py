"""Who handles this? The page, the palette, the chart, and the API: the same answer everywhere."""

import re
from urllib.parse import urlencode

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from config import palette
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.facts import facts_from
from escalation.models import Route
from escalation.routing.answer import Answer, Candidate
from escalation.routing.desks import WhoHandles
from escalation.routing.router import Router
from escalation.routing.standing import standing_router
from escalation.routing.word_vectors import word_vectors
from tests.api import as_agent
from tests.clock import NOON
from tests.escalation.routing.published import publish
from tests.factories import AgentFactory, TeamFactory, open_ticket, rota_of, send_handoff
from tests.pages import POLL, queries, signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Team

pytestmark = pytest.mark.django_db

CHART = """
teams: {billing: {name: Billing}}
issue_types: {money: {name: Money}}
triggers:
  big: {name: Big money, verdict: calls for, handoff: incident, when: {all: [plan: {is: enterprise}]}}
routes:
  money: {team: billing, handoff: incident, issue_types: [money]}
  rest: {team: billing}
trees:
  money:
    name: Money
    issue_types: [money]
    questions:
      paid: {ask: Paid?, answers: [{answer: Yes, then: twice}, {answer: Not sure, then: wait}]}
      twice: {ask: Twice?, answers: [{answer: Yes, then: over}, {answer: No, then: keep}]}
      wait: {ask: Wait?, answers: [{answer: Yes, then: keep}, {answer: No, then: over}]}
    outcomes:
      over: {name: Hand it over, do: hand over, team: billing, handoff: incident}
      keep: {name: Keep it, do: keep, guidance: Explain it.}
"""
OLD = """
teams: {billing: {name: Billing}}
issue_types: {money: {name: Money, team: billing}}
trees:
  old:
    issue_types: [money]
    questions:
      old:
        ask: Old?
        fact: age
        answers:
          - {answer: Very, if: {is more than: 2 hours}, then: over}
          - {answer: A little, if: {is more than: 1 hour}, then: keep}
          - {answer: No, then: watch}
    outcomes:
      over: {name: Hand it over, do: hand over, team: billing, handoff: incident}
      keep: {name: Explain it, do: keep, guidance: Explain it.}
      watch: {name: Watch it, do: monitor, for: 1 hour}
"""


@lasting(autouse=True)
def criteria() -> None:
    publish()


@lasting
def noor(criteria: None) -> Agent:
    return AgentFactory(name="Noor Haddad", team=Team.objects.get(slug="front"))


@pytest.fixture
def page(noor: Agent) -> Client:
    return signed_in(noor)


def ask(client: Client, words: str) -> str:
    return text(client, f"{reverse('who')}?{urlencode({'q': words})}")


def test_it_names_the_team_and_who_is_on_duty_there_and_why(page: Client) -> None:
    billing = Team.objects.get(slug="billing")
    rota_of(billing, AgentFactory(name="Lena Fischer", team=billing))

    said = ask(page, "they charged my credit card twise")

    for words in ("Billing", "Lena Fischer", "On duty now", "Always open", "“charged”", "sure"):
        assert words in said


def test_what_nobody_is_sure_of_goes_to_triage(page: Client) -> None:
    said = ask(page, "happy birthday to all of you")

    assert "Not sure: for triage" in said
    assert "Front desk" in said


def test_a_rule_says_so(page: Client) -> None:
    said = ask(page, "they want a ransom")

    assert "Every minute counts." in said
    assert "by a rule" in said
    assert "For what burns." in said  # how to hand it over


def candidates(*chances: float) -> tuple[Candidate, ...]:
    teams = TeamFactory.create_batch(len(chances))
    return tuple(Candidate(team.slug, team.name, sure, ("Near.",)) for team, sure in zip(teams, chances, strict=True))


@pytest.mark.parametrize(
    ("chances", "abstained", "shown"),
    [
        ((0.97, 0.3, 0.01), False, ["possible"]),
        ((0.95, 0.19, 0.18, 0.17), False, []),
        ((0.5, 0.3, 0.25, 0.22, 0.21), True, ["likely", "possible", "possible"]),  # three are enough
        ((0.19, 0.1), True, []),
    ],
)
def test_only_what_is_worth_a_look_is_named_beside_the_answer_and_in_words(
    page: Client, chances: tuple[float, ...], abstained: bool, shown: list[str]
) -> None:
    answer = Answer(candidates(*chances), abstained, "words", triage="front")
    teams = {team.slug: team for team in Team.objects.all()}

    others = WhoHandles(answer, None, None, "", teams, 0).others

    assert [candidate.likelihood for candidate, _ in others] == shown


def test_whoever_does_triage_is_not_named_twice(page: Client) -> None:
    answer = Answer((Candidate("front", "Front desk", 0.5, ("Near.",)),), True, "words", triage="front")

    assert (answer.team, answer.others) == ("front", ())


def test_no_percentage_is_shown(page: Client) -> None:
    for words in ("they charged my credit card twise", "happy birthday to all of you", "passwords and refunds"):
        assert not re.search(r"\d\s?%", strip_tags(ask(page, words)))


def test_htmx_gets_the_answer_alone(page: Client) -> None:
    assert "<html" not in text(page, f"{reverse('who')}?q=refund+please", **POLL)


def test_of_a_ticket_it_leads_to_its_form(noor: Agent, page: Client) -> None:
    ticket = open_ticket(noor.teams.get(), subject="I was charged twice and want a refund")

    said = text(page, f"{reverse('who')}?ticket={ticket.pk}")

    assert f"/tickets/{ticket.pk}/hand-over/?to=billing" in said


def test_of_a_ticket_that_waits_already_it_says_so(noor: Agent, page: Client) -> None:
    ticket = open_ticket(noor.teams.get(), subject="I was charged twice and want a refund", holder=noor)
    send_handoff(ticket=ticket, sender=noor, receiver=AgentFactory(team=TeamFactory(name="Legal")))

    said = text(page, f"{reverse('who')}?ticket={ticket.pk}")

    assert "is handed over to Legal already" in said
    assert "/hand-over/" not in said


def test_somebody_else_s_ticket_is_none(page: Client) -> None:
    ticket = open_ticket(Team.objects.get(slug="billing"))

    assert page.get(reverse("who"), {"ticket": ticket.pk}).status_code == 404
    assert page.get(reverse("who"), {"ticket": "1e9"}).status_code == 404


def test_what_is_published_counts_at_once(page: Client) -> None:
    before = standing_router()
    assert standing_router() is before  # built once

    Route.objects.filter(slug="breach").update(words="meteor")
    publish_all(by=None, at=NOON)

    assert "Every minute counts." in ask(page, "a meteor has come down")


def test_its_queries_do_not_grow_with_what_it_says(page: Client) -> None:
    assert queries(page, f"{reverse('who')}?q=refund+please", **POLL) <= 14


def test_the_chart_of_a_team_says_what_comes_to_it(page: Client) -> None:
    said = text(page, reverse("who-chart", args=["access"]))

    for words in ("What comes to Access", "Slow pages", "Break-ins", "It says “ransom”", "Incident", "Goes elsewhere"):
        assert words in said
    assert page.get(reverse("who-chart", args=["nobody"])).status_code == 404
    assert "No rule leads here yet" in text(page, reverse("who-chart", args=[TeamFactory(slug="quiet").slug]))


def test_the_chart_says_the_whole_way_through_a_tree_and_what_calls_for_it(page: Client) -> None:
    load(read_criteria(CHART))
    publish_all(by=None, at=NOON)

    said = text(page, reverse("who-chart", args=["billing"]))

    assert "<li>Paid? Yes → Twice? Yes</li><li>Paid? Not sure → Wait? No</li>" in said
    assert "Calls for: Big money" in said
    assert "data-print" in said


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"age": "3 hours"}, "<b>.*Escalate:</b> Hand it over"),
        ({"age": "1 hour"}, "<b>.*Not yet:</b> Watch it"),
        ({"age": "90 minutes"}, "<b>.*Do not escalate:</b> Explain it"),
        ({}, "<b>.*Ask first:</b> Old\\?"),
    ],
)
def test_whether_it_should_escalate_stands_on_top(page: Client, facts: dict[str, str], verdict: str) -> None:
    router = Router(read_criteria(OLD), word_vectors())
    answer = router.route("Please help", facts_from({"issue_type": ["money"], **facts}))

    html = render_to_string("escalation/who_answer.html", {"found": WhoHandles(answer, None, None, "", {}, 0)})

    assert re.search(verdict, html)


def test_the_page_is_a_place_of_the_bar_on_top(page: Client) -> None:
    assert f'href="{reverse("who")}"' in text(page, reverse("my-work"))


def test_the_palette_answers(noor: Agent) -> None:
    found = [entry for entry in palette.find("refund my payment", noor) if entry.group == "Who handles this?"]

    assert [entry.label for entry in found] == ["Billing handles this"]
    assert [entry.label for entry in palette.find_who_handles("ransom", noor)] == ["Access handles this"]
    assert palette.find_who_handles("zzz", noor) == []
    assert palette.find_who_handles("T-12", noor) == []


def test_other_programs_ask_by_the_api(noor: Agent) -> None:
    client = as_agent(noor)

    answer = client.post("/api/v1/who/", {"text": "I forgot my pasword", "facts": {"plan": "free"}}, format="json")

    assert answer.status_code == 200
    assert (answer.data["team"]["slug"], answer.data["abstained"]) == ("access", False)
    assert answer.data["hours"][0] == "Monday to Sunday: all day"
    assert answer.data["ending"] is None
    assert client.post("/api/v1/who/", {"text": "x", "facts": {"plan": "gold"}}, format="json").status_code == 400


def test_the_api_asks_about_no_ticket_that_its_reader_cannot_open(noor: Agent) -> None:
    ticket = open_ticket(Team.objects.get(slug="billing"))

    assert as_agent(noor).post("/api/v1/who/", {"text": "x", "ticket": ticket.pk}, format="json").status_code == 404


def test_the_form_leads_to_the_question(noor: Agent, page: Client) -> None:
    ticket = open_ticket(noor.teams.get(), holder=noor)

    assert f"/who/?ticket={ticket.pk}" in text(page, reverse("hand-over", args=[ticket.pk]))
