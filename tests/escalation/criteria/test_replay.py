"""The last tickets under the draft: what would change, the same each time, and nothing written."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from escalation.criteria import STARTER, replaying
from escalation.criteria.definition import Criteria
from escalation.criteria.reading import read_criteria
from escalation.criteria.replay import Case, Effect, replay
from escalation.criteria.rows import drafted
from escalation.criteria.writing import write_criteria
from escalation.facts import facts_from
from escalation.models import CriteriaRevision, TreeAnswer, TreeWalk
from tests.escalation.criteria import made
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.pages import signed_in, text
from tickets.models import IssueType, Role

STARTERS = read_criteria(STARTER.read_text())
SLOW_ALONE = write_criteria(Criteria(trees=tuple(tree for tree in STARTERS.trees if tree.key == "slow-pages")))
facts = st.fixed_dictionaries(
    {
        "issue_type": st.sampled_from([["portal-speed"], ["api-errors"], ["access"], ["billing"]]),
        "age": st.integers(0, 6).map("{} hours".format),
        "affected": st.sampled_from(["one", "all", None]),
        "words": st.sampled_from(["okta", "refund please", "slow", "data breach"]),
        "error_code": st.sampled_from([[], ["502"], ["429"]]),
        "plan": st.sampled_from(["free", "enterprise"]),
    }
).map(facts_from)
answers = st.dictionaries(st.sampled_from(["who", "code", "stranger"]), st.sampled_from(["One user", "No", "Never"]))
cases = st.lists(st.builds(Case, st.integers(1, 9), facts, answers, st.booleans()), max_size=5)


@made.patient
@given(cases=cases, draft=made.criteria())
def test_a_replay_says_the_same_each_time_and_in_whatever_order(cases: list[Case], draft: Criteria) -> None:
    once = replay(cases, live=STARTERS, draft=draft)

    assert replay(cases, live=STARTERS, draft=draft) == once
    assert {id(change.case) for change in replay(cases[::-1], live=STARTERS, draft=draft).changes} == {
        id(change.case) for change in once.changes
    }
    assert replay(cases, live=STARTERS, draft=STARTERS).changes == []


def test_handoffs_that_a_draft_avoids_and_adds_are_told_apart() -> None:
    swapped = {"then: outage": "then: deployed", "then: deployed": "then: outage"}
    draft = read_criteria(re.sub("then: (?:outage|deployed)", lambda found: swapped[found[0]], SLOW_ALONE))
    one = facts_from({"issue_type": ["portal-speed"], "affected": "all", "age": "3 hours", "account_events": []})
    two = {**one, "age": timedelta(hours=1)}

    found = replay([Case(1, one, {}, True), Case(2, two, {}, True)], live=read_criteria(SLOW_ALONE), draft=draft)

    assert [(change.case.ticket, change.effect) for change in found.changes] == [(2, Effect.ADDED), (1, Effect.AVOIDED)]
    assert found.added[0].after.path == ("One user or all? All, or several", "Longer than two hours? No")
    assert [change.agrees_with_what_was_done for change in found.changes] == [True, False]


@pytest.mark.django_db
def test_the_draft_is_tried_on_the_last_tickets_and_nothing_is_published(published: Criteria) -> None:
    at = timezone.now() - timedelta(hours=3)
    kind = IssueType.objects.get(slug="portal-speed")
    ticket = open_ticket(TeamFactory(), issue_type=kind, body="Everybody waits a minute.", at=at)
    TreeAnswer.objects.filter(tree__slug="slow-pages", question="long-for-all", label="Yes").update(then="deployed")
    TreeAnswer.objects.filter(tree__slug="slow-pages", question="long-for-all", label="No").update(then="outage")
    before = list(CriteriaRevision.objects.values())

    found = replaying.replay_latest(drafted(), timezone.now(), count=100)

    assert found.tickets == 1
    page = text(signed_in(AgentFactory(role=Role.ADMIN)), reverse("admin:criteria-replay"))
    assert f"T-{ticket.pk}" in page
    assert list(CriteriaRevision.objects.values()) == before
    assert not TreeWalk.objects.exists()
