"""Criteria in the administration: edited, previewed as they stand, published, compared and taken back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.models import CriteriaRevision, DecisionTree, HandoffType, Route, Trigger
from tests.factories import AgentFactory, open_ticket
from tests.pages import signed_in, text
from tickets.models import Role, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(AgentFactory(role=Role.ADMIN))


def address(model: str, page: str, *args: int) -> str:
    return reverse(f"admin:escalation_{model}_{page}", args=args)


def rows(prefix: str, *filled: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """An inline's part of a form."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def trigger(**changes: Any) -> dict[str, Any]:
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    head = {
        "name": "Many",
        "slug": "many",
        "verdict": "suggests",
        "handoff_type": kind.pk,
        "match": "all",
        "position": 0,
    }
    condition = {"fact": "customer_messages", "operator": "is at least", "value": "1"}
    return {**head, "position": 0, "is_active": "on", **rows("conditions", condition), **changes}


def tree(**changes: Any) -> dict[str, Any]:
    """A new tree with two questions that answer themselves."""
    return {
        "name": "Printer", "slug": "printer", "is_active": "on",
        **rows(
            "questions",
            {"text": "Longer than a day?", "key": "long", "fact": "age"},
            {"text": "Enterprise?", "key": "plan", "fact": "plan"},
        ),
        **rows(
            "answers",
            {"question": "long", "label": "Yes", "operator": "is more than", "value": "1 day", "then": "plan"},
            {"question": "long", "label": "No", "then": "wait"},
            {"question": "plan", "label": "Yes", "operator": "is", "value": "enterprise", "then": "up"},
            {"question": "plan", "label": "No", "then": "wait"},
        ),
        **rows(
            "outcomes",
            {"name": "Wait", "key": "wait", "ending": "keep", "guidance": "Wait a day."},
            {
                "name": "Hand over", "key": "up", "ending": "hand over", "team": Team.objects.get(slug="tier-2").pk,
                "handoff_type": HandoffType.objects.get(slug="tier-1-to-tier-2").pk,
            },
        ),
        **changes,
    }  # fmt: skip


def test_a_trigger_reads_as_a_sentence_and_counts_what_it_matches(client: Client, teams: dict[str, Team]) -> None:
    open_ticket()

    shown = client.post(address("trigger", "preview"), trigger()).content.decode()

    assert "Holds when <strong>customer messages is at least 1</strong>" in shown
    assert "matches <strong>1</strong> of the last 1 tickets" in shown
    assert not Trigger.objects.exists()


def test_a_value_that_does_not_fit_is_said_at_once(client: Client, teams: dict[str, Team]) -> None:
    data = trigger(**{"conditions-0-value": "many"})

    assert "is a number" in client.post(address("trigger", "preview"), data).content.decode()
    assert "is a number" in client.post(address("trigger", "add"), data).content.decode()
    assert not Trigger.objects.exists()


def test_a_trigger_is_saved_with_its_conditions_in_their_order(client: Client, teams: dict[str, Team]) -> None:
    two = rows(
        "conditions",
        {"fact": "plan", "operator": "is", "value": "enterprise"},
        {"fact": "words", "operator": "contain any of", "value": "slow\nvery slow"},
    )

    assert client.post(address("trigger", "add"), {**trigger(), **two}).status_code == 302

    saved = Trigger.objects.get().conditions.order_by("position")
    assert [(row.position, row.fact) for row in saved] == [(1, "plan"), (2, "words")]
    assert "plan is Enterprise and words contain any of “slow” or “very slow”" in text(
        client, address("trigger", "changelist")
    )


def test_a_route_counts_by_its_words_and_issue_types(client: Client, teams: dict[str, Team]) -> None:
    open_ticket(subject="Refund please")
    open_ticket()
    data = {
        "name": "Money", "slug": "money", "team": teams["billing"].pk, "words": "refund", "match": "all", "position": 0,
        **rows("conditions"),
    }  # fmt: skip

    shown = client.post(address("route", "preview"), data).content.decode()

    assert "words contain any of “refund”" in shown
    assert "matches <strong>1</strong> of the last 2 tickets" in shown
    assert not Route.objects.exists()


def test_a_tree_is_drawn_as_it_is_written(client: Client, teams: dict[str, Team]) -> None:
    shown = client.post(address("decisiontree", "preview"), tree()).content.decode()

    assert "Every answer leads somewhere" in shown
    assert shown.count("<rect") == 4
    assert shown.count('class="tree-line"') == 4
    assert "Yes (more than 1 day)" in shown
    assert '<option value="plan">Enterprise?</option>' in shown
    assert not DecisionTree.objects.exists()


def test_what_a_tree_lacks_is_said_while_it_is_written(client: Client, teams: dict[str, Team]) -> None:
    data = tree(**{"answers-1-then": "nobody", "answers-2-value": "gold"})

    shown = client.post(address("decisiontree", "preview"), tree(**{"answers-1-then": "nobody"})).content.decode()
    assert "leads to “nobody”, which is not there" in shown
    assert "tree-lost" in shown

    assert "“gold” is no plan" in client.post(address("decisiontree", "preview"), data).content.decode()
    assert "“gold” is no plan" in client.post(address("decisiontree", "add"), data).content.decode()


def test_a_tree_is_saved_as_a_draft_and_then_published(client: Client, teams: dict[str, Team]) -> None:
    client.post(address("decisiontree", "add"), tree())
    saved = DecisionTree.objects.get()
    page = text(client, address("decisiontree", "change", saved.pk))
    assert "Draft, never published" in page
    assert live().criteria.trees == ()

    client.post(reverse("admin:criteria-publish"), {"part": "tree:printer", "note": "First"}, follow=True)

    assert [found.key for found in live().criteria.trees] == ["printer"]
    assert "What you see is what holds" in text(client, address("decisiontree", "change", saved.pk))
    assert (
        "is live."
        in client.post(address("decisiontree", "delete", saved.pk), {"post": "yes"}, follow=True).content.decode()
    )


def test_what_leads_nowhere_is_not_published(client: Client, published: Criteria) -> None:
    slow = DecisionTree.objects.get(slug="slow-pages")
    slow.answers.filter(question="who").update(then="nobody")

    answer = client.post(reverse("admin:criteria-publish"), {"part": "tree:slow-pages"}, follow=True).content.decode()

    assert "Not published." in answer
    assert CriteriaRevision.objects.of("tree:slow-pages").count() == 1
    assert "disabled>Publish what is saved" in text(client, address("decisiontree", "change", slow.pk))


def test_revisions_are_compared_and_gone_back_to(client: Client, published: Criteria) -> None:
    Trigger.objects.filter(slug="data-lost").update(why="It is urgent.")
    client.post(reverse("admin:criteria-publish"), {"part": "rules"})
    first, second = CriteriaRevision.objects.of("rules").order_by("number")

    assert "It is urgent." in text(client, address("criteriarevision", "change", second.pk))
    assert "Go back to revision 1" in text(client, address("criteriarevision", "change", first.pk))

    client.post(reverse("admin:criteria-roll-back", args=[first.pk]))

    assert Trigger.objects.get(slug="data-lost").why != "It is urgent."
    assert CriteriaRevision.objects.of("rules").count() == 3


def test_whoever_goes_back_sees_first_what_the_draft_would_lose(client: Client, published: Criteria) -> None:
    Trigger.objects.filter(slug="data-lost").update(why="It is urgent.")
    client.post(reverse("admin:criteria-publish"), {"part": "rules"})
    first = CriteriaRevision.objects.of("rules").get(number=1)
    Trigger.objects.filter(slug="data-lost").update(why="Work of somebody else.")
    back = reverse("admin:criteria-roll-back", args=[first.pk])

    asked = client.post(back)

    assert "Work of somebody else." in asked.content.decode()
    assert CriteriaRevision.objects.of("rules").count() == 2
    client.post(back, {"over_draft": asked.context["state"].fingerprint})
    assert CriteriaRevision.objects.of("rules").count() == 3


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("monitor_for", "0", "Whole seconds, more than none"),
        ("monitor_for", "120000:00", "ten years at most"),
        ("article", "javascript:alert(1)", "Begin the address with https://"),
    ],
)
def test_an_outcome_that_could_not_be_published_is_not_saved(
    client: Client, teams: dict[str, Team], field: str, typed: str, problem: str
) -> None:
    outcome = {"name": "Keep it", "key": "keep", "ending": "keep", "guidance": "Go on.", field: typed}

    saved = client.post(address("decisiontree", "add"), tree(**rows("outcomes", outcome)))

    assert problem in saved.content.decode()
    assert not DecisionTree.objects.exists()


def test_only_admins_publish(published: Criteria) -> None:
    lead = signed_in(AgentFactory(role=Role.LEAD))
    Trigger.objects.all().delete()

    lead.post(reverse("admin:criteria-publish"), {"part": "rules"})

    assert CriteriaRevision.objects.of("rules").count() == 1
