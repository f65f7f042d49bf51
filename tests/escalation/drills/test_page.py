"""The pages of a drill."""

import pytest
from django.test import Client
from django.urls import reverse

from escalation import drills
from escalation.models import CriteriaRevision, Drill, DrillQuestion
from tests.clock import NOON
from tests.escalation.drills.conftest import practice, resolved
from tests.factories import AgentFactory, TeamFactory
from tests.pages import queries, signed_in, text
from tickets.models import Agent, Role, Team, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(noor: Agent) -> Client:
    return signed_in(noor)


def answer(page: Client, team: str) -> str:
    """Answer what is shown, and read what was right."""
    question = DrillQuestion.objects.filter(answered_at=None).earliest("position")
    chosen = Team.objects.get(slug=team)
    address = reverse("drill-say", args=[question.drill_id])
    return page.post(address, {"question": question.pk, "team": chosen.pk}, follow=True).content.decode()


def test_my_work_asks_for_it_until_it_is_passed(page: Client, noor: Agent, pool: list[Ticket]) -> None:
    assert "Take the drill" in text(page, "/")
    Drill.objects.create(agent=noor, begun_at=NOON, finished_at=NOON, right=10, is_passed=True)

    assert "Take the drill" not in text(page, "/")


def test_it_is_taken_from_the_first_ticket_to_how_it_went(page: Client, pool: list[Ticket]) -> None:
    page.post(reverse("drill-begin"))
    drill = Drill.objects.get()
    address = reverse("drill", args=[drill.pk])
    assert "Ticket 1 of 10" in text(page, address)

    shown = answer(page, "front")
    assert "Not quite" in shown
    assert "Route “" in shown
    while Drill.objects.get().is_open:
        page.post(reverse("drill-next", args=[drill.pk]))
        question = DrillQuestion.objects.filter(answered_at=None).earliest("position")
        assert f"Ticket {question.position} of 10" in text(page, address)
        assert "Right" in answer(page, question.right_team.slug)

    result = text(page, f"{address}?result=1")
    assert "Passed: 9 of 10 right" in result
    assert "Half of the answers took at most" in result
    assert "Passed" in text(page, reverse("drills"))


def test_it_is_not_asked_for_before_there_are_ten_tickets(page: Client, noor: Agent) -> None:
    for number in range(9):
        resolved("access", subject=f"Okta rejects us, {number}", seen_by=noor)
    assert "Take the drill" not in text(page, "/")

    practice("billing", "The last of the ten is made up")

    assert "Take the drill" in text(page, "/")
    assert "Begin a drill" in text(page, reverse("drills"))


def test_trees_alone_tell_of_no_resolved_ticket_who_was_right(page: Client, pool: list[Ticket]) -> None:
    CriteriaRevision.objects.update(part="tree:slow")

    assert "Take the drill" not in text(page, "/")


def test_the_page_says_how_many_tickets_are_missing_to_whom_it_concerns(page: Client, noor: Agent) -> None:
    resolved("billing", seen_by=noor)
    write = reverse("admin:escalation_drillcase_add")

    shown, admins = text(page, reverse("drills")), text(signed_in(AgentFactory(role=Role.ADMIN)), reverse("drills"))

    assert "9 of 10 tickets are missing" in shown
    assert "Begin a drill" not in shown
    assert write not in shown
    assert "9 of 10 tickets are missing" in admins, "also where she works in no team"
    assert write in admins


def test_where_too_few_are_fit_none_begins(page: Client) -> None:
    shown = page.post(reverse("drill-begin"), follow=True).content.decode()

    assert "A drill asks about 10 tickets, and 0 are fit for it" in shown
    assert "an administrator can write practice tickets" in shown


def test_a_team_that_is_none_is_refused_in_words(page: Client, pool: list[Ticket]) -> None:
    drill = drills.begin(Agent.objects.get(name="Noor Haddad"), at=NOON)
    question = drill.questions.get(position=1)
    for team in ("", "x", "9" * 30, "999999"):
        said = {"question": question.pk, "team": team}
        shown = page.post(reverse("drill-say", args=[drill.pk]), said, follow=True).content.decode()
        assert "Choose the team that handles it." in shown


def test_others_drills_are_not_hers_to_see(page: Client, pool: list[Ticket], noor: Agent) -> None:
    drill = drills.begin(noor, at=NOON)
    other = signed_in(AgentFactory(team=Team.objects.get(slug="front")))

    assert other.get(reverse("drill", args=[drill.pk])).status_code == 404
    assert other.post(reverse("drill-next", args=[drill.pk])).status_code == 404
    assert other.post(reverse("drill-say", args=[drill.pk])).status_code == 404


def test_who_works_nowhere_begins_none() -> None:
    page = signed_in(AgentFactory())

    assert "You work in no team" in text(page, reverse("drills"))
    page.post(reverse("drill-begin"))
    assert not Drill.objects.exists()


def test_the_pages_ask_the_database_no_more_for_many_teams(page: Client, pool: list[Ticket], noor: Agent) -> None:
    address = reverse("drill", args=[drills.begin(noor, at=NOON).pk])
    page.get(address)
    few = queries(page, address)
    TeamFactory.create_batch(10)

    assert queries(page, address) == few


def test_what_customers_wrote_is_shown_as_words(page: Client, pool: list[Ticket], noor: Agent) -> None:
    drill = drills.begin(noor, at=NOON)
    DrillQuestion.objects.update(body="<script>alert(1)</script>")

    assert "&lt;script&gt;alert(1)" in page.get(reverse("drill", args=[drill.pk])).content.decode()
