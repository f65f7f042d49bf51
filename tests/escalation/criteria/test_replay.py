"""The last tickets under the draft: what would change, the same each time, and nothing written."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from escalation import handoffs
from escalation.criteria import STARTER, publishing, replaying, walks
from escalation.criteria.definition import Criteria, Ending, Outcome
from escalation.criteria.reading import read_criteria
from escalation.criteria.replay import Case, Effect, moved_percent, replay
from escalation.criteria.rows import drafted
from escalation.criteria.writing import write_criteria
from escalation.facts import facts_from
from escalation.models import CriteriaRevision, Handoff, ReturnReason, TreeAnswer, TreeWalk
from tests.clock import NOON, minutes_after
from tests.escalation.criteria import made
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import signed_in, text
from tickets import services
from tickets.models import Account, Channel, IssueType, Plan, Role, Ticket

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

    assert [(change.case.ticket, change.effect) for change in found.changes] == [(2, Effect.ADDED), (1, Effect.LOST)]
    assert found.changes[0].after.path == ("One user or all? All, or several", "Longer than two hours? No")

    kept = replay([Case(1, one, {}, False), Case(2, two, {}, False)], live=read_criteria(SLOW_ALONE), draft=draft)
    assert [(effect.name, count) for effect, count in kept.totals] == [
        ("AVOIDED", 1),
        ("ADDED", 0),
        ("LOST", 0),
        ("UNNECESSARY", 1),
    ]


SLOW = facts_from({"issue_type": ["portal-speed"], "affected": "all", "age": "3 hours", "account_events": []})


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        # another handoff type alone
        (lambda outcome: replace(outcome, handoff_type="tier-2-to-engineering"), Effect.OTHER),
        # kept under the same name, with the team still named
        (lambda outcome: replace(outcome, ending=Ending.KEEP), Effect.LOST),
    ],
)
def test_an_outcome_that_does_something_else_under_the_same_name_is_a_change(
    change: Callable[[Outcome], Outcome], effect: Effect
) -> None:
    live = read_criteria(SLOW_ALONE)
    tree = live.trees[0]
    draft = replace(live, trees=(replace(tree, outcomes=tuple(map(change, tree.outcomes))),))
    draft = replace(draft, trees=(replace(draft.trees[0], outcomes=tuple(_told_what_to_do(draft.trees[0].outcomes))),))

    found = replay([Case(1, SLOW, {}, True)], live=live, draft=draft)

    assert [each.effect for each in found.changes] == [effect]
    assert moved_percent([Case(1, SLOW, {}, True)], before=live, after=draft) == 100


def _told_what_to_do(outcomes: tuple[Outcome, ...]) -> list[Outcome]:
    return [replace(outcome, guidance="Do this.") for outcome in outcomes]


def test_a_trigger_that_changes_beside_a_tree_is_a_change() -> None:
    live = read_criteria(STARTER.read_text())
    draft = replace(live, triggers=())

    found = replay([Case(1, SLOW, {}, True)], live=live, draft=draft)

    assert [each.effect for each in found.changes] == [Effect.OTHER]
    assert found.changes[0].before.fired == (("Calls for", "tier-1-to-tier-2", "Everybody, for over two hours"),)
    assert moved_percent([Case(1, SLOW, {}, True)], before=live, after=draft) == 100


@pytest.mark.django_db
def test_a_ticket_is_judged_as_it_stood_when_it_was_walked(published: Criteria) -> None:
    kind = IssueType.objects.get(slug="portal-speed")
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), issue_type=kind, body="It takes a minute.", at=NOON)
    walks.decide(ticket, tree="slow-pages", answers={"who": "One user"}, by=agent, at=minutes_after(30))
    services.post_message(
        ticket, author=ticket.customer, body="For everybody.", channel=Channel.EMAIL, at=minutes_after(60)
    )

    case = replaying.cases(minutes_after(6000), count=10)[0]

    assert (case.facts["age"], case.facts["affected"]) == (timedelta(minutes=30), None)
    assert "For everybody" not in str(case.facts["words"])
    assert case.answers == {"who": "One user"}


@pytest.mark.django_db
def test_a_walked_ticket_is_judged_by_what_was_known_then_whatever_became_of_it_and_its_customer(
    published: Criteria,
) -> None:
    kind = IssueType.objects.get(slug="portal-speed")
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), issue_type=kind, body="It takes a minute.", at=NOON)
    plan = ticket.account.plan
    walks.decide(ticket, tree="slow-pages", answers={"who": "One user"}, by=agent, at=minutes_after(30))
    Account.objects.update(plan=Plan.FREE if plan != Plan.FREE else Plan.TEAM)
    Ticket.objects.filter(pk=ticket.pk).update(issue_type=None, team=TeamFactory(tier=3))

    facts = replaying.cases(minutes_after(6000), count=10)[0].facts

    assert (facts["plan"], facts["issue_type"], facts["tier"]) == (plan, ("portal-speed",), agent.teams.get().tier)


@pytest.mark.django_db
def test_a_ticket_without_a_walk_is_judged_as_it_stood_when_it_was_first_handed_over() -> None:
    sender = AgentFactory(team=TeamFactory())
    ticket = open_ticket(sender.teams.get(), holder=sender, at=NOON)
    handoff = send_handoff(sender=sender, ticket=ticket, at=minutes_after(20))
    within = send_handoff(at=minutes_after(20))
    Handoff.objects.filter(pk=within.pk).update(to_team=within.from_team)

    by_ticket = {case.ticket: case for case in replaying.cases(minutes_after(900), count=10)}

    facts = by_ticket[handoff.ticket_id].facts
    assert (facts["age"], facts["handoffs"], facts["sentiment"]) == (timedelta(minutes=20), 0, None)
    assert facts["team"] == handoff.from_team.slug
    assert by_ticket[handoff.ticket_id].was_handed_over
    assert not by_ticket[within.ticket_id].was_handed_over


@pytest.mark.django_db
def test_what_came_back_was_not_handed_over() -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoffs.return_to_sender(
        send_handoff(receiver=receiver), reason=ReturnReason.WRONG_TEAM, note="It is Billing's.", by=receiver
    )

    assert not replaying.cases(minutes_after(900), count=10)[0].was_handed_over


@pytest.mark.django_db
def test_one_part_or_an_earlier_revision_is_tried_alone(published: Criteria) -> None:
    at = timezone.now() - timedelta(hours=3)
    kind = IssueType.objects.get(slug="portal-speed")
    open_ticket(TeamFactory(), issue_type=kind, body="Everybody waits a minute.", at=at)
    swap_outcomes()
    client, address = signed_in(AgentFactory(role=Role.ADMIN)), reverse("admin:criteria-replay")

    same, other = "says what is live already", "says something else of"
    assert other in text(client, address)
    assert other in text(client, f"{address}?part=tree:slow-pages")
    assert same in text(client, f"{address}?part=rules")
    publishing.publish("tree:slow-pages", by=None, at=timezone.now())
    first, second = CriteriaRevision.objects.filter(part="tree:slow-pages").order_by("number")
    assert other in text(client, f"{address}?revision={first.pk}")
    assert same in text(client, f"{address}?revision={second.pk}")
    assert client.get(f"{address}?part=tree:gone").status_code == 404
    for none in ("x", "9" * 5_000):
        assert client.get(f"{address}?revision={none}").status_code == 404


def swap_outcomes() -> None:
    TreeAnswer.objects.filter(tree__slug="slow-pages", question="long-for-all", label="Yes").update(then="deployed")
    TreeAnswer.objects.filter(tree__slug="slow-pages", question="long-for-all", label="No").update(then="outage")


@pytest.mark.django_db
def test_the_draft_is_tried_on_the_last_tickets_and_nothing_is_published(published: Criteria) -> None:
    at = timezone.now() - timedelta(hours=3)
    kind = IssueType.objects.get(slug="portal-speed")
    ticket = open_ticket(TeamFactory(), issue_type=kind, body="Everybody waits a minute.", at=at)
    swap_outcomes()
    before = list(CriteriaRevision.objects.values())

    found = replaying.replay_latest(drafted(), timezone.now(), count=100)

    assert found.tickets == 1
    page = text(signed_in(AgentFactory(role=Role.ADMIN)), reverse("admin:criteria-replay"))
    assert f"T-{ticket.pk}" in page
    assert list(CriteriaRevision.objects.values()) == before
    assert not TreeWalk.objects.exists()
