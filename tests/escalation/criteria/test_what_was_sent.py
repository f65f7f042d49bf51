"""Whatever is edited, published and taken back: nothing already sent or decided changes, and a replay says the same."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from escalation import handoffs
from escalation.criteria import loading, publishing, replaying, walks
from escalation.criteria.live import live
from escalation.criteria.reading import read_criteria
from escalation.criteria.rows import drafted
from escalation.desk import acts
from escalation.models import (
    CriteriaRevision,
    DecisionTree,
    HandoffType,
    Route,
    RouteCondition,
    TreeAnswer,
    TreeOutcome,
    Trigger,
    TriggerCondition,
)
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, package
from tickets.models import Agent, IssueType, Role, Team, Ticket

SENT = (
    *("Handoff", "HandoffGround", "HandoffEvent", "HandoffDraft", "Clock", "TreeWalk", "Notice", "Delivery"),
    *("tickets.Ticket", "tickets.Message", "tickets.Ownership"),
)
SMALL = read_criteria(Path(__file__).with_name("small.yaml").read_text())  # some of everything that can be edited
NOTHING_TO_DO = (
    publishing.DraftInTheWay,
    publishing.NothingToPublish,
    publishing.NotPublishable,
    loading.UnknownName,
)


def of(model: Any, number: int) -> Any:
    """One of the rows, as the number picks it; nothing where there is none."""
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def set_on(row: Any, **values: Any) -> None:
    if row:
        type(row).objects.filter(pk=row.pk).update(**values)


def now() -> Any:
    return timezone.now()


def turn_a_trigger(number: int) -> None:
    set_on(of(Trigger, number), verdict=("forbids", "suggests", "calls for")[number % 3])


def move_a_trigger(number: int) -> None:
    set_on(of(Trigger, number), handoff_type=of(HandoffType, number // 7), match=("all", "any")[number % 2])


def move_a_route(number: int) -> None:
    set_on(of(Route, number), team=of(Team, number // 7), words=("slow", "everybody", "")[number % 3])


def drop_a_condition(number: int) -> None:
    if row := of((TriggerCondition, RouteCondition)[number % 2], number):
        row.delete()


def turn_an_answer(number: int) -> None:
    if row := of(TreeAnswer, number):
        others = [each.then for each in TreeAnswer.objects.filter(tree=row.tree).order_by("pk")]
        set_on(row, then=others[number // 7 % len(others)])


def move_an_outcome(number: int) -> None:
    set_on(
        of(TreeOutcome, number), team=of(Team, number // 7), ending=("keep", "hand over")[number % 2], guidance="So."
    )


def switch_a_tree(number: int) -> None:
    row = of(DecisionTree, number)
    set_on(row, is_active=not row.is_active)


def publish_everything(number: int) -> None:
    publishing.publish_all(by=None, at=now())


def publish_a_part(number: int) -> None:
    states = publishing.states()
    publishing.publish(states[number % len(states)].part, by=None, at=now())


def go_back(number: int) -> None:
    to = of(CriteriaRevision, number)
    drafts = {state.part: state.fingerprint for state in publishing.states()}
    boss = Agent.objects.get(role=Role.ADMIN)
    publishing.roll_back(to, by=boss, at=now(), over_draft=drafts.get(to.part, ""))


def load_a_file(number: int) -> None:
    loading.load(SMALL)


DEEDS: list[Callable[[int], None]] = [
    *(turn_a_trigger, move_a_trigger, move_a_route, drop_a_condition, turn_an_answer, move_an_outcome, switch_a_tree),
    *(publish_everything, publish_everything, publish_a_part, go_back, load_a_file),
]
stories = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 200)), min_size=2, max_size=8)
EACH_ONCE = [(deed, number) for number, deed in enumerate(DEEDS)]  # a few stories may leave one out
patient = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def what_was_sent() -> dict[str, list[dict[str, Any]]]:
    names = [name if "." in name else f"escalation.{name}" for name in SENT]
    return {name: list(apps.get_model(name).objects.order_by("pk").values()) for name in names}


def two_tickets_handed_over() -> None:
    """Under live criteria: one by the questions, and one against its route for a reason."""
    kind = HandoffTypeFactory(slug="up")
    for slug in ("second-line", "developers"):
        AgentFactory(team=TeamFactory(slug=slug, tier=2))
    AgentFactory(role=Role.ADMIN)
    loading.load(SMALL)
    publishing.publish_all(by=None, at=now())
    agent = AgentFactory(team=TeamFactory())
    walked, other = (slow_ticket(agent) for _ in range(2))
    walks.decide(walked, tree="slow-pages", answers={"everywhere": "As slow"}, by=agent, at=now())
    second, developers = (Team.objects.get(slug=slug) for slug in ("second-line", "developers"))
    acts.hand_over(walked, type=kind, to=second, package=package(), by=agent)
    sent = acts.hand_over(
        other, type=kind, to=developers, package=package(), by=agent, ground_reason="They are fixing it."
    )
    handoffs.acknowledge(sent, by=developers.members.get())


def slow_ticket(agent: Agent) -> Ticket:
    kind = IssueType.objects.get(slug="speed")
    at = now() - timedelta(hours=3)
    return open_ticket(agent.teams.get(), at=at, holder=agent, issue_type=kind, body="It takes a minute.")


class TestWhatWasSent(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        two_tickets_handed_over()

    @patient
    @example(EACH_ONCE)
    @given(stories)
    def test_publishing_alters_nothing_already_sent(self, story: list[tuple[Callable[[int], None], int]]) -> None:
        before, published = what_was_sent(), list(CriteriaRevision.objects.order_by("pk").values())

        for deed, number in story:
            with suppress(*NOTHING_TO_DO):
                deed(number)

        assert what_was_sent() == before
        assert list(CriteriaRevision.objects.order_by("pk").values())[: len(published)] == published

    @patient
    @example(EACH_ONCE)
    @given(stories)
    def test_a_replay_of_rows_says_the_same_each_time(self, story: list[tuple[Callable[[int], None], int]]) -> None:
        for deed, number in story:
            with suppress(*NOTHING_TO_DO):
                deed(number)
        at, draft = now(), drafted()

        once = replaying.replay_latest(draft, at, count=10)

        assert replaying.replay_latest(draft, at, count=10) == once
        assert replaying.replay_latest(live().criteria, at, count=10).changes == []
        assert replaying.replay_latest(draft, at + timedelta(days=400), count=10) == once  # they stand as decided
