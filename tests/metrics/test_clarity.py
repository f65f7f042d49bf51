"""Where the criteria confuse people: what is counted, by what decided it, and who sees it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from escalation import handoffs
from escalation.criteria.definition import Ending
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.criteria.walks import decide
from escalation.desk import acts
from escalation.engine import climbing
from escalation.models import Drill, DrillCase, DrillQuestion, Handoff, HandoffType, ReturnReason, StepAction
from metrics.reports import drill_answers
from metrics.reports.clarity import Line, Trouble, clarity, found_since
from tests.clock import NOON, SettableClock
from tests.factories import (
    AgentFactory,
    BotFactory,
    HandoffTypeFactory,
    IssueTypeFactory,
    TeamFactory,
    escalation_policy,
    open_ticket,
    package,
)
from tests.pages import queries, signed_in, text
from tickets.models import Agent, IssueType, Role, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CRITERIA = """
teams:
  billing: {name: Billing}
  access: {name: Access}
  front: {name: Front desk}
routes:
  sso: {name: Signing in, team: access, words: [okta]}
  money: {name: Money, team: billing, words: [invoice]}
trees:
  slow-pages:
    name: Slow pages
    issue_types: [slow-pages]
    questions:
      how-many:
        ask: One user or all?
        answers:
          - {answer: One, then: keep}
          - {answer: All, then: hand}
    outcomes:
      keep: {name: Keep it, do: keep, guidance: Look again tomorrow.}
      hand: {name: Hand it over, do: hand over, team: access, handoff: incident}
"""
SINCE = NOON - timedelta(days=7)


@pytest.fixture(autouse=True)
def criteria(database_clock: SettableClock) -> SettableClock:
    for slug, name in (("billing", "Billing"), ("access", "Access"), ("front", "Front desk")):
        AgentFactory(team=TeamFactory(slug=slug, name=name, tier=1 if slug == "front" else 2))
    IssueTypeFactory(slug="slow-pages", name="Slow pages")
    HandoffTypeFactory(slug="incident", name="Incident")
    load(read_criteria(CRITERIA))
    publish_all(by=None, at=SINCE)
    return database_clock


def member(slug: str) -> Agent:
    return Team.objects.get(slug=slug).members.get()


def opened(subject: str, **fields: Any) -> Ticket:
    return open_ticket(Team.objects.get(slug="front"), holder=member("front"), subject=subject, **fields)


def hand_over(ticket: Ticket, to: str, **fields: object) -> Handoff:
    by = ticket.holder
    assert by is not None
    said = {"type": HandoffTypeFactory(), "package": package(), **fields}
    said.setdefault("ground_reason", "They asked for it.")
    return acts.hand_over(ticket, to=Team.objects.get(slug=to), by=by, **said)  # type: ignore[arg-type]


def lines() -> dict[str, Line]:
    return {line.key: line for line in clarity(SINCE)}


def counts() -> dict[str, dict[Trouble, int]]:
    return {key: line.counts for key, line in lines().items()}


def wrong_team(subject: str = "okta rejects us") -> Ticket:
    sent = hand_over(opened(subject), "billing")
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=member("billing"))
    return sent.ticket


def test_a_return_for_the_wrong_team_counts_for_the_route_that_decides() -> None:
    wrong_team()
    sent = hand_over(opened("okta again"), "billing")
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="Which user?", by=member("billing"))

    assert counts() == {"route:sso": {Trouble.OVERRIDE: 2, Trouble.WRONG_TEAM: 1}}
    assert lines()["route:sso"].name == "Route “Signing in”"


def test_an_overridden_walk_counts_for_the_question_that_led_there() -> None:
    ticket = opened("Everything is slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    said = {"tree": "slow-pages", "answers": {"how-many": "One"}, "by": member("front")}
    decide(ticket, at=NOON, instead=Ending.HAND_OVER, reason="They are our largest.", **said)  # type: ignore[arg-type]

    assert counts() == {"question:slow-pages/how-many": {Trouble.OVERRIDE: 1}}
    assert lines()["question:slow-pages/how-many"].name == "“One user or all?” in “Slow pages”"


def test_a_handoff_that_nothing_called_for_counts_with_its_reason() -> None:
    kind = HandoffType.objects.get(slug="incident")
    hand_over(opened("The invoice is odd"), "billing", type=kind, ground_reason="I have a feeling.")

    assert counts() == {"route:money": {Trouble.UNCALLED: 1}}


def test_a_bots_handoff_that_nothing_called_for_counts_without_a_reason() -> None:
    bot = BotFactory(answered_for_by=Team.objects.get(slug="front"))
    ticket = open_ticket(Team.objects.get(slug="front"), holder=bot, subject="The invoice is odd")
    hand_over(ticket, "billing", type=HandoffType.objects.get(slug="incident"), ground_reason="")

    assert counts() == {"route:money": {Trouble.UNCALLED: 1}}


def test_a_handoff_elsewhere_than_its_route_says_counts_for_the_route_of_then() -> None:
    hand_over(opened("The invoice is odd"), "access", ground_reason="They have the log.")
    load(read_criteria(CRITERIA.replace("words: [invoice]", "words: [parcel]")))
    publish_all(by=None, at=NOON)

    assert counts() == {"route:money": {Trouble.OVERRIDE: 1}}


def test_a_handoff_elsewhere_than_its_questions_led_counts_for_the_last_question() -> None:
    ticket = opened("Everything is slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    decide(ticket, tree="slow-pages", answers={"how-many": "All"}, by=member("front"), at=NOON)
    hand_over(ticket, "billing", type=HandoffType.objects.get(slug="incident"))

    assert counts()["question:slow-pages/how-many"] == {Trouble.OVERRIDE: 1}


def test_a_return_of_what_rested_on_a_walk_counts_for_its_question() -> None:
    ticket = opened("Everything is slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    decide(ticket, tree="slow-pages", answers={"how-many": "All"}, by=member("front"), at=NOON)
    sent = hand_over(ticket, "access", type=HandoffType.objects.get(slug="incident"))
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=member("access"))

    assert counts() == {"question:slow-pages/how-many": {Trouble.WRONG_TEAM: 1}}


@pytest.mark.parametrize(("after", "counted"), [(60, 1), (60 * 25, 0)])
def test_what_is_handed_on_to_a_third_team_within_a_day_is_a_reroute(
    criteria: SettableClock, after: int, counted: int
) -> None:
    sent = hand_over(opened("The invoice is odd"), "billing")
    handoffs.acknowledge(sent, by=member("billing"))
    criteria.forward(minutes=after)
    hand_over(Ticket.objects.get(pk=sent.ticket_id), "access")

    assert counts() == ({"route:money": {Trouble.REROUTE: 1}} if counted else {})


def test_what_is_handed_up_is_none() -> None:
    """From the bot to the front desk and on to specialists: that is the way it goes."""
    Team.objects.filter(slug="access").update(tier=3)
    sent = hand_over(opened("The invoice is odd"), "billing")
    handoffs.acknowledge(sent, by=member("billing"))
    hand_over(Ticket.objects.get(pk=sent.ticket_id), "access")

    assert counts() == {}


def test_what_goes_back_to_whom_it_came_from_is_none() -> None:
    sent = hand_over(opened("The invoice is odd"), "billing")
    handoffs.acknowledge(sent, by=member("billing"))
    hand_over(Ticket.objects.get(pk=sent.ticket_id), "front")

    assert counts() == {}


def test_what_a_policy_sends_on_is_a_reroute(criteria: SettableClock) -> None:
    policy = escalation_policy((10, StepAction.REROUTE, Team.objects.get(slug="access")))
    hand_over(opened("The invoice is odd"), "billing", type=HandoffTypeFactory(policy=policy))
    climbing.climb_some(criteria.forward(minutes=11), limit=5)

    assert counts() == {"route:money": {Trouble.REROUTE: 1}}


ROUTE, ROUTE_OF_SLOW = "route:money", "route:slow"
QUESTION, TYPE = "question:slow-pages/how-many", "type:slow-pages"
OF_SLOW = """routes:
  slow: {name: Slow things, team: billing, issue_types: [slow-pages]}
"""
OF_TYPE = """issue_types:
  slow-pages: {name: Slow pages, team: access}
"""


@pytest.mark.parametrize(
    ("also", "subject", "walked", "to", "decided"),
    [
        ("", "The invoice is odd", "", "billing", ROUTE),
        ("", "The invoice is odd", "", "access", ROUTE),  # left
        ("", "Slow", "All", "access", QUESTION),
        ("", "Slow", "All", "billing", QUESTION),  # left
        (OF_SLOW, "Slow", "All", "access", QUESTION),  # both speak, and the questions named it
        (OF_SLOW, "Slow", "All", "billing", ROUTE_OF_SLOW),  # both speak, and the route named it
        (OF_SLOW, "Slow", "", "billing", ROUTE_OF_SLOW),  # the questions were given up midway
        (OF_SLOW, "Slow", "", "access", ROUTE_OF_SLOW),
        ("", "Slow", "", "access", QUESTION),  # given up midway, with no route beside
        (OF_TYPE, "Slow", "", "access", TYPE),
        (OF_TYPE, "Slow", "All", "access", QUESTION),
        ("", "Slow", "overridden", "access", QUESTION),
        (OF_SLOW, "Slow", "overridden", "access", QUESTION),
        (OF_SLOW, "Slow", "overridden", "billing", ROUTE_OF_SLOW),
        ("", "Something else", "", "access", ""),
    ],
)
def test_what_named_the_team_is_what_counts_whatever_else_speaks_and_whatever_is_published_later(
    also: str, subject: str, walked: str, to: str, decided: str
) -> None:
    load(read_criteria(CRITERIA.replace("routes:\n", also or "routes:\n") if "routes" in also else CRITERIA + also))
    publish_all(by=None, at=NOON)
    slow = IssueType.objects.get(slug="slow-pages") if subject == "Slow" else None
    ticket = opened(subject, issue_type=slow)
    if walked:
        said: dict[str, Any] = {"answers": {"how-many": "One" if walked == "overridden" else walked}}
        if walked == "overridden":
            said |= {"instead": Ending.HAND_OVER, "reason": "They are our largest."}
        decide(ticket, tree="slow-pages", by=member("front"), at=NOON, **said)
    sent = hand_over(ticket, to, type=HandoffType.objects.get(slug="incident"))
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=member(to))
    Ticket.objects.filter(pk=ticket.pk).update(issue_type=None, subject="okta rejects us")
    load(read_criteria(CRITERIA.replace("words: [invoice]", "words: [parcel]")))
    publish_all(by=None, at=NOON)

    assert [each.criterion for each in found_since(SINCE) if each.trouble == Trouble.WRONG_TEAM] == [decided]


def test_what_is_handed_on_counts_for_the_questions_that_brought_it_not_for_its_route(criteria: SettableClock) -> None:
    load(read_criteria(CRITERIA.replace("routes:\n", OF_SLOW)))
    publish_all(by=None, at=NOON)
    ticket = opened("Slow", issue_type=IssueType.objects.get(slug="slow-pages"))
    decide(ticket, tree="slow-pages", answers={"how-many": "All"}, by=member("front"), at=NOON)
    sent = hand_over(ticket, "access", type=HandoffType.objects.get(slug="incident"))
    handoffs.acknowledge(sent, by=member("access"))
    criteria.forward(minutes=10)
    hand_over(Ticket.objects.get(pk=ticket.pk), "billing", type=HandoffType.objects.get(slug="incident"))

    assert [each.criterion for each in found_since(SINCE) if each.trouble == Trouble.REROUTE] == [QUESTION]


def drilled(key: str, *answers: str, right: str = "access", at: datetime = NOON, **fields: Any) -> None:
    drill = Drill.objects.create(agent=AgentFactory(), begun_at=at)
    for number, slug in enumerate(answers, start=1):
        DrillQuestion.objects.create(
            drill=drill,
            position=number,
            subject="okta",
            body="okta",
            right_team=Team.objects.get(slug=right),
            criterion=key,
            shown_at=at,
            answered_at=at + timedelta(seconds=4 * number),
            answer=Team.objects.get(slug=slug),
            **fields,
        )


def test_wrong_answers_in_drills_count_with_what_was_named_and_how_long_it_took() -> None:
    drilled("route:sso", "billing", "access", "billing", "front")

    assert lines()["route:sso"].counts == {Trouble.DRILL: 3}
    found = drill_answers.drilled(drill_answers.answers_since(SINCE), {"route:sso": "Signing in"})[0]
    assert (found.asked, found.wrong, found.seconds, found.instead) == (4, 3, 10.0, "Billing")
    assert found.named == [
        drill_answers.Named("Billing", times=2, right=0, seconds=8.0),
        drill_answers.Named("Access", times=1, right=1, seconds=8.0),
        drill_answers.Named("Front desk", times=1, right=0, seconds=16.0),
    ]


def test_a_practice_ticket_that_nothing_decides_has_a_line_of_its_own() -> None:
    team = Team.objects.get(slug="access")
    case = DrillCase.objects.create(subject="Where is my badge?", body="I lost it.", team=team, why="They make them.")
    drilled("", "billing", case=case)

    assert lines()[f"case:{case.pk}"].name == "Practice ticket “Where is my badge?”"
    admin, manager = (signed_in(AgentFactory(role=role)) for role in (Role.ADMIN, Role.MANAGER))
    address = f"{reverse('clarity-tickets')}?days=90&trouble=drills&criterion=case:{case.pk}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: NOON)
        assert reverse("admin:escalation_drillcase_change", args=[case.pk]) in text(admin, address)
        shown = text(manager, address)
    assert "Where is my badge?" in shown
    assert "/admin/" not in shown


def test_so_many_answers_are_looked_at_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_answers, "MOST", 2)
    drilled("route:sso", "billing", "access", "front")

    assert [str(each.answer) for each in drill_answers.answers_since(SINCE)] == ["Front desk", "Access"]


def test_what_was_published_away_keeps_its_line() -> None:
    drilled("route:gone", "billing")

    assert lines()["route:gone"].name == "route:gone (no longer there)"


def test_what_was_published_away_is_called_by_the_name_it_had() -> None:
    drilled("route:money", "billing", right="access")
    drilled("question:slow-pages/how-many", "billing", right="access")

    load(read_criteria(CRITERIA.partition("  money")[0]))
    publish_all(by=None, at=NOON)

    assert lines()["route:money"].name == "Route “Money” (no longer there)"
    assert lines()["question:slow-pages/how-many"].name == "“One user or all?” in “Slow pages” (no longer there)"


def test_what_was_sent_before_anything_was_published_has_a_line_of_its_own() -> None:
    wrong_team().handoffs.get().ground.delete()

    assert [line.name for line in lines().values()] == ["Sent before anything was published, or imported"]


def test_the_worst_comes_first_and_what_is_longer_ago_counts_no_more() -> None:
    wrong_team()
    drilled("route:money", "access", "access", "access", right="billing")
    drilled("route:money", "access", right="billing", at=SINCE - timedelta(days=1))

    found = clarity(SINCE)
    assert [(line.key, line.total) for line in found] == [("route:money", 3), ("route:sso", 2)]


class TestThePages:
    @pytest.fixture(autouse=True)
    def now(self, criteria: SettableClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: criteria.now)

    @pytest.fixture
    def manager(self) -> Agent:
        return AgentFactory(role=Role.MANAGER)

    def test_each_number_opens_its_tickets(self, manager: Agent) -> None:
        ticket = wrong_team()
        page = signed_in(manager)
        asked = urlencode({"days": 90, "trouble": "wrong-team", "criterion": "route:sso"}).replace("&", "&amp;")
        shown = page.get(reverse("clarity")).content.decode()
        assert f"?{asked}".replace("%3A", ":") in shown.replace("%3A", ":")

        opened = text(page, f"{reverse('clarity-tickets')}?days=90&trouble=wrong-team&criterion=route:sso")
        assert ticket.number in opened
        assert "Not ours." in opened
        assert "Route “Signing in”" in opened

    def test_every_answer_of_a_criterion_has_a_page_right_ones_too(self, manager: Agent) -> None:
        drilled("route:money", "billing", "billing", right="billing")
        drilled("route:sso", "billing", "access")
        page = signed_in(manager)

        shown = text(page, reverse("clarity"))
        address = f"{reverse('clarity-drills')}?days=90&criterion="
        assert f"{address}route%3Amoney".replace("&", "&amp;") in shown.replace("route:money", "route%3Amoney")

        opened = text(page, f"{address}route:sso")
        assert "Asked 2 times in the last 90 days, 1 wrong" in opened
        assert "half of them answered within 6 seconds" in opened
        assert opened.count("<tr data-row>") == 2
        assert page.get(f"{address}route:none").status_code == 404
        assert signed_in(AgentFactory(team=TeamFactory())).get(f"{address}route:sso").status_code == 403

    def test_nothing_wrong_says_so(self, manager: Agent) -> None:
        assert "Nothing went wrong in these days" in text(signed_in(manager), reverse("clarity"))

    @pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
    def test_it_is_for_who_oversees_all(self, role: str) -> None:
        page = signed_in(AgentFactory(role=role, team=TeamFactory()))

        assert page.get(reverse("clarity")).status_code == 403
        assert page.get(f"{reverse('clarity-tickets')}?trouble=drills&criterion=").status_code == 403

    @pytest.mark.parametrize(
        "asked", ["trouble=x&criterion=", "trouble=drills&criterion=&days=5", "trouble=drills&days=x"]
    )
    def test_what_there_is_none_of_is_not_found(self, manager: Agent, asked: str) -> None:
        assert signed_in(manager).get(f"{reverse('clarity-tickets')}?{asked}").status_code == 404

    @pytest.mark.parametrize(
        ("address", "asked"), [("clarity-drills", ""), ("clarity-tickets", ""), ("clarity-tickets", "&trouble=drills")]
    )
    def test_a_page_of_one_figure_without_its_figure_leads_to_all_of_them(
        self, manager: Agent, address: str, asked: str
    ) -> None:
        answer = signed_in(manager).get(f"{reverse(address)}?days=30{asked}")

        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{reverse('clarity')}?days=30")
        assert signed_in(AgentFactory(team=TeamFactory())).get(reverse(address)).status_code == 403

    def test_it_asks_the_database_no_more_where_more_went_wrong(self, manager: Agent) -> None:
        page, address = signed_in(manager), reverse("clarity")
        wrong_team()
        page.get(address)
        few = queries(page, address)
        for number in range(5):
            wrong_team(f"okta {number}")

        assert queries(page, address) == few


def test_the_scorecard_leads_managers_there() -> None:
    manager, agent = AgentFactory(role=Role.MANAGER), AgentFactory(team=TeamFactory())
    there = "where the criteria confuse people"

    assert there in text(signed_in(manager), reverse("scorecard"))
    assert there not in text(signed_in(agent), reverse("scorecard"))
