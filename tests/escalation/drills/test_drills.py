"""Drills: what is asked, of whom, what is right, and when one is asked for again."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from escalation import drills
from escalation.criteria.reading import read_criteria
from escalation.drills.sampling import Told, samples
from escalation.models import CriteriaRevision, Drill, DrillCase, DrillQuestion
from escalation.routing.router import Router
from escalation.routing.word_vectors import word_vectors
from tests.clock import NOON, minutes_after
from tests.escalation.drills.conftest import CRITERIA, practice, republish, resolved
from tests.factories import AgentFactory
from tests.support.at_once import at_once
from tickets.models import Agent, IssueType, Role, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def begin(agent: Agent) -> Drill:
    return drills.begin(agent, at=NOON, dice=Random(1))


def take(agent: Agent, *, wrong: int = 0) -> Drill:
    """Answer a whole drill, the first ones wrong."""
    drill = begin(agent)
    for number, question in enumerate(drill.questions.order_by("position")):
        others = Team.objects.exclude(pk=question.right_team_id)
        team = others.earliest("pk") if number < wrong else question.right_team
        drills.show_next(drill, at=minutes_after(number))
        drills.say(question, team=team, at=minutes_after(number + 0.2))
    drill.refresh_from_db()
    return drill


@pytest.mark.usefixtures("pool")
class TestWhatIsAsked:
    def test_ten_tickets_of_as_many_teams_as_can_be_each_with_the_way_to_its_team(self, noor: Agent) -> None:
        drill = begin(noor)
        asked = list(drill.questions.select_related("right_team"))

        assert Counter(question.right_team.slug for question in asked) == {"billing": 6, "access": 4}
        assert {question.criterion for question in asked} == {"route:money", "route:sso"}
        signing_in = next(question for question in asked if question.right_team.slug == "access")
        assert signing_in.why[0] == "Route “Signing in”: it says “okta”."
        assert signing_in.body == "It has been so since Monday."

    def test_where_criteria_and_what_happened_disagree_nothing_is_asked(self, noor: Agent) -> None:
        Ticket.objects.filter(team__slug="access").update(team=Team.objects.get(slug="billing"))

        with pytest.raises(drills.NotEnough) as refused:
            begin(noor)
        assert refused.value.found == 8

    def test_tickets_that_she_may_not_see_are_not_shown_to_her(self) -> None:
        stranger = AgentFactory(team=Team.objects.get(slug="front"))

        with pytest.raises(drills.NotEnough) as refused:
            begin(stranger)
        assert refused.value.found == 0

    def test_what_is_called_the_same_is_asked_once(self, noor: Agent) -> None:
        Ticket.objects.filter(team__slug="billing").update(subject="The invoice came twice")

        with pytest.raises(drills.NotEnough) as refused:
            begin(noor)
        assert refused.value.found == 5

    def test_some_are_what_an_admin_has_made_up(self, noor: Agent) -> None:
        for number in range(6):
            practice("front", f"Question {number}")
        practice("front", "No longer asked", is_active=False)
        asked = samples(noor, at=NOON, dice=Random(2))

        assert sum(sample.case is not None for sample in asked) == 4
        assert all(sample.subject != "No longer asked" for sample in asked)

    def test_an_issue_type_is_named_behind_what_it_is_a_part_of(
        self, noor: Agent, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        access = IssueType.objects.create(name="Access", slug="access")
        kinds = [
            IssueType.objects.create(name=name, slug=name.lower(), parent=access) for name in ("Users", "Roles", "Keys")
        ]
        for _ in range(2):  # the criteria are read once
            with CaptureQueriesContext(connection) as before:
                samples(noor, at=NOON, dice=Random(2))
        for kind, ticket in zip(kinds, Ticket.objects.order_by("pk"), strict=False):
            ticket.issue_type = kind
            ticket.save()
        for number, kind in enumerate(kinds):
            practice("front", f"Question {number}", issue_type=kind)

        with django_assert_num_queries(len(before)):
            asked = samples(noor, at=NOON, dice=Random(2))
        named = {value for sample in asked for name, value in sample.known if name == "Issue type"}
        assert named == {"Access, Users", "Access, Roles", "Access, Keys"}

    def test_a_route_by_an_issue_type_gives_its_reason_for_a_made_up_ticket_of_a_part_of_it(self, noor: Agent) -> None:
        wide = IssueType.objects.create(name="Signing in", slug="signing-in")
        part = IssueType.objects.create(name="Passwords", slug="passwords", parent=wide)
        republish(
            CRITERIA.replace("  rest:", "  kind: {name: Sign-in, team: access, issue_types: [signing-in]}\n  rest:")
            + "issue_types:\n  signing-in: {name: Signing in, team: access}\n"
        )
        practice("access", "Nothing happens", issue_type=part)

        asked = samples(noor, at=NOON, dice=Random(2))
        assert next(sample.criterion for sample in asked if sample.case) == "route:kind"

    def test_what_was_made_up_fills_where_too_few_are_real(self, noor: Agent) -> None:
        Ticket.objects.filter(team__slug="billing").update(team=Team.objects.get(slug="front"))
        for number in range(6):
            practice("front", f"Question {number}")

        assert len(samples(noor, at=NOON, dice=Random(3))) == 10

    def test_what_is_asked_stays_as_it_was_whatever_becomes_of_the_ticket(self, noor: Agent) -> None:
        drill = begin(noor)
        republish(CRITERIA.replace("team: access, words", "team: billing, words"))
        question = drill.questions.exclude(ticket=None).earliest("pk")
        before = (question.subject, question.right_team_id, question.why)
        assert question.ticket_id is not None
        Ticket.objects.filter(pk=question.ticket_id).update(subject="Something else")

        question.refresh_from_db()
        assert (question.subject, question.right_team_id, question.why) == before


@pytest.mark.usefixtures("pool")
class TestTakingOne:
    @pytest.mark.parametrize(("wrong", "passes"), [(0, True), (1, True), (2, False), (10, False)])
    def test_nine_of_ten_pass(self, noor: Agent, wrong: int, passes: bool) -> None:
        drill = take(noor, wrong=wrong)

        assert (drill.right, drill.is_passed, drill.is_open) == (10 - wrong, passes, False)

    def test_the_time_of_each_begins_when_it_is_shown(self, noor: Agent) -> None:
        took = [question.took for question in take(noor).questions.order_by("position")]

        assert {round(each.total_seconds()) for each in took if each} == {12}

    def test_an_answer_is_given_once(self, noor: Agent) -> None:
        question = begin(noor).questions.get(position=1)
        drills.say(question, team=question.right_team, at=minutes_after(1))

        with pytest.raises(drills.AlreadyAnswered):
            drills.say(question, team=Team.objects.get(slug="front"), at=minutes_after(2))
        question.refresh_from_db()
        assert question.is_right

    def test_a_ticket_that_is_not_shown_yet_cannot_be_answered(self, noor: Agent) -> None:
        question = begin(noor).questions.get(position=2)

        with pytest.raises(drills.AlreadyAnswered):
            drills.say(question, team=question.right_team, at=minutes_after(1))

    def test_the_open_one_is_gone_on_with(self, noor: Agent) -> None:
        assert begin(noor) == begin(noor)


class TestWhenItIsDue:
    def test_before_the_first_is_passed(self, noor: Agent, pool: list[Ticket]) -> None:
        assert drills.is_due(noor)
        take(noor, wrong=2)
        assert drills.is_due(noor)
        take(noor)
        assert not drills.is_due(noor)

    def test_not_where_there_are_no_criteria_nor_of_who_routes_nothing(self, noor: Agent) -> None:
        assert not drills.is_due(AgentFactory(role=Role.MANAGER))
        CriteriaRevision.objects.all().delete()
        assert not drills.is_due(noor)

    def test_again_when_what_is_published_moves_enough_tickets(self, noor: Agent, pool: list[Ticket]) -> None:
        take(noor)
        republish(CRITERIA.replace("why: Access reads", "why: Only Access reads"))
        assert not drills.is_due(noor)

        republish(CRITERIA.replace("team: access, words", "team: billing, words"))
        assert CriteriaRevision.objects.latest("pk").moved_percent == pytest.approx(100 * 4 / 12)
        assert drills.is_due(noor)

    def test_small_moves_add_up(self, noor: Agent, pool: list[Ticket]) -> None:
        take(noor)
        for number in range(28):
            resolved("billing", subject=f"Question {number}", seen_by=noor)
        for lost in ("parcel", "letter", "box"):
            resolved("billing", subject=f"The {lost} is gone", seen_by=noor)
        words = "invoice, refund"
        for lost in ("parcel", "letter"):
            words = f"{words}, {lost}"
            republish(CRITERIA.replace("invoice, refund", words))
            assert not drills.is_due(noor)

        republish(CRITERIA.replace("invoice, refund", f"{words}, box"))
        assert all(revision.moved_percent < 5 for revision in CriteriaRevision.objects.order_by("pk")[1:])
        assert drills.is_due(noor)

    def test_not_when_what_was_published_is_taken_back(self, noor: Agent, pool: list[Ticket]) -> None:
        take(noor)
        republish(CRITERIA.replace("team: access, words", "team: billing, words"))
        republish(CRITERIA)

        assert sum(revision.moved_percent for revision in CriteriaRevision.objects.all()) > 60
        assert not drills.is_due(noor)

    def test_again_when_the_criteria_moved_while_it_was_taken(self, noor: Agent, pool: list[Ticket]) -> None:
        drill = begin(noor)
        republish(CRITERIA.replace("team: access, words", "team: billing, words"))
        for number, question in enumerate(drill.questions.order_by("position")):
            drills.show_next(drill, at=minutes_after(70 + number))
            drills.say(question, team=question.right_team, at=minutes_after(70.2 + number))

        assert Drill.objects.get().is_passed
        assert drills.is_due(noor)

    def test_the_same_way_is_measured_once(self, noor: Agent, pool: list[Ticket]) -> None:
        take(noor)
        republish(CRITERIA.replace("team: access, words", "team: billing, words"))
        assert drills.is_due(noor)

        with CaptureQueriesContext(connection) as captured:
            assert drills.is_due(noor)
        assert len(captured) <= 4


@pytest.mark.django_db(transaction=True)
def test_pressed_many_times_at_one_moment_one_drill_begins_and_one_answer_counts(
    noor: Agent, pool: list[Ticket]
) -> None:
    begun = at_once(lambda seed: drills.begin(noor, at=NOON, dice=Random(seed)).pk, range(4), threads=4)
    assert len(set(begun)) == 1
    question = DrillQuestion.objects.get(position=1)
    teams = list(Team.objects.filter(slug__in=["front", "billing", "access"]))

    def say(team: Team) -> bool:
        try:
            drills.say(DrillQuestion.objects.get(pk=question.pk), team=team, at=minutes_after(1))
        except drills.AlreadyAnswered:
            return False
        return True

    assert sum(at_once(say, teams, threads=3)) == 1


def test_a_practice_ticket_says_its_own_why_first(noor: Agent, pool: list[Ticket]) -> None:
    practice("access", "okta asks twice")
    DrillCase.objects.update(why="Two prompts are always theirs.")
    asked = next(sample for sample in samples(noor, at=NOON, dice=Random(4)) if sample.case)

    assert asked.why[0] == "Two prompts are always theirs."
    assert asked.criterion == "route:sso"


BOTH = """
teams:
  billing: {name: Billing}
  access: {name: Access}
issue_types:
  slow: {name: Slow pages, team: billing}
routes:
  slow: {name: Slow things, team: billing, issue_types: [slow]}
trees:
  slow:
    name: Slow pages
    issue_types: [slow]
    questions:
      plan:
        ask: Who pays for more?
        fact: plan
        answers:
          - {answer: Enterprise, if: {is: enterprise}, then: hand}
          - {answer: Others, then: all}
      all: {ask: One user or all?, answers: [{answer: One, then: keep}, {answer: All, then: hand}]}
    outcomes:
      hand: {name: Hand it over, do: hand over, team: access, handoff: incident}
      keep: {name: Keep it, do: keep}
"""


@pytest.mark.parametrize(
    ("plan", "with_route", "right", "decides"),
    [
        ("enterprise", True, "access", "question:slow/plan"),
        ("enterprise", False, "access", "question:slow/plan"),
        ("free", True, "billing", "route:slow"),  # the questions come to no end by what is known
        ("free", False, "billing", "type:slow"),
    ],
)
def test_where_a_route_and_questions_speak_the_one_that_names_the_right_team_is_what_decides(
    plan: str, with_route: bool, right: str, decides: str
) -> None:
    criteria = read_criteria(BOTH)
    router = Router(criteria if with_route else replace(criteria, routes=()), word_vectors())
    told = Told("Slow", "Everything.", {"plan": plan, "issue_type": ("slow",)})

    assert told.sample(router, [], team=Team(slug=right)).criterion == decides
