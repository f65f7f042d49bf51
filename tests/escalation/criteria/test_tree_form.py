"""The form of a decision tree: drawn as it is written, in the words of whoever writes it."""

import pytest
from django.test import Client
from django.urls import reverse

from escalation.criteria.live import live
from escalation.models import DecisionTree
from tests.escalation.criteria.forms import address, rows, tree
from tests.factories import AgentFactory
from tests.pages import signed_in, text
from tickets.models import Role, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(AgentFactory(role=Role.ADMIN))


def test_a_tree_is_drawn_as_it_is_written(client: Client, teams: dict[str, Team]) -> None:
    shown = client.post(address("decisiontree", "preview"), tree()).content.decode()

    assert "Every answer leads somewhere" in shown
    assert shown.count("<rect") == 4
    assert shown.count('class="tree-line"') == 4
    assert "Yes (more than 1 day)" in shown
    assert '<option value="Enterprise?"></option>' in shown
    assert "Nobody works in tier-2 yet" in shown, "which hinders nothing"
    assert not DecisionTree.objects.exists()

    AgentFactory(team=teams["tier-2"])
    shown = client.post(address("decisiontree", "preview"), tree()).content.decode()
    assert "Nobody works in" not in shown


def test_what_a_tree_lacks_is_said_while_it_is_written(client: Client, teams: dict[str, Team]) -> None:
    data = tree(**{"answers-1-then": "nobody", "answers-2-value": "gold"})

    shown = client.post(address("decisiontree", "preview"), tree(**{"answers-1-then": "nobody"})).content.decode()
    assert "leads to “nobody”, which is no question and no outcome" in shown
    assert "tree-lost" in shown

    undecided = tree(**{"outcomes-0-ending": "", "outcomes-0-guidance": ""})
    shown = client.post(address("decisiontree", "preview"), undecided).content.decode()
    assert "“Wait”: choose what that is." in shown
    assert shown.count("<rect") == 4, "it is drawn already"

    assert "“gold” is no plan" in client.post(address("decisiontree", "preview"), data).content.decode()
    assert "“gold” is no plan" in client.post(address("decisiontree", "add"), data).content.decode()


def test_a_question_renamed_keeps_its_answers(client: Client, teams: dict[str, Team]) -> None:
    client.post(address("decisiontree", "add"), tree())
    saved = DecisionTree.objects.get()
    change = address("decisiontree", "change", saved.pk)
    page = client.get(change)
    assert 'value="Longer than a day?"' in page.content.decode()
    sent = tree()
    for formset in (each.formset for each in page.context["inline_admin_formsets"]):
        sent[f"{formset.prefix}-INITIAL_FORMS"] = len(formset.initial_forms)
        sent |= {f"{formset.prefix}-{n}-id": form.instance.pk for n, form in enumerate(formset.initial_forms)}

    client.post(change, {**sent, "questions-0-text": "Has it been so for long?", "answers-1-then": "Hand over"})

    first = saved.questions.earliest("pk")
    assert (first.key, first.text) == ("longer-than-a-day", "Has it been so for long?")
    answers = saved.answers.filter(question="longer-than-a-day").order_by("pk")
    assert list(answers.values_list("then", flat=True)) == ["enterprise", "hand-over"]
    assert 'value="Has it been so for long?"' in text(client, change)


def test_rows_that_read_the_same_are_told_apart(client: Client, teams: dict[str, Team]) -> None:
    data = tree(**{"questions-1-text": "Wait", "answers-0-then": "(1) Wait", "answers-1-then": "(2) wait"})
    for number in (2, 3):
        data[f"answers-{number}-question"] = "(1) Wait"
    data["answers-3-then"] = "wait-2"

    client.post(address("decisiontree", "add"), data)

    saved = DecisionTree.objects.get()
    assert [question.key for question in saved.questions.order_by("position")] == ["longer-than-a-day", "wait"]
    assert [outcome.key for outcome in saved.outcomes.order_by("position")] == ["wait-2", "hand-over"]
    assert list(saved.answers.order_by("position").values_list("question", "then")) == [
        ("longer-than-a-day", "wait"),
        ("longer-than-a-day", "wait-2"),
        ("wait", "hand-over"),
        ("wait", "wait-2"),
    ]
    page = text(client, address("decisiontree", "change", saved.pk))
    assert page.count('value="(1) Wait"') == 3
    assert 'data-called="(1) Wait"' in page


def test_a_tree_is_saved_as_a_draft_and_then_published(client: Client, teams: dict[str, Team]) -> None:
    client.post(address("decisiontree", "add"), tree())
    saved = DecisionTree.objects.get()
    page = text(client, address("decisiontree", "change", saved.pk))
    assert "Draft, never published" in page
    assert live().criteria.trees == ()

    client.post(reverse("admin:criteria-publish"), {"part": "tree:printer", "note": "First"}, follow=True)

    assert [found.key for found in live().criteria.trees] == ["printer"]
    assert "What is saved is what holds" in text(client, address("decisiontree", "change", saved.pk))
    assert (
        "is live."
        in client.post(address("decisiontree", "delete", saved.pk), {"post": "yes"}, follow=True).content.decode()
    )


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
    outcome = {"name": "Keep it", "ending": "keep", "guidance": "Go on.", field: typed}

    saved = client.post(address("decisiontree", "add"), tree(**rows("outcomes", outcome)))

    assert problem in saved.content.decode()
    assert not DecisionTree.objects.exists()


def test_a_question_that_compares_with_no_team_there_is_said(client: Client, teams: dict[str, Team]) -> None:
    data = tree(**{"questions-1-fact": "team", "answers-2-value": "tier-3"})

    shown = client.post(address("decisiontree", "preview"), data).content.decode()

    assert "“Enterprise?” in “Printer” compares with the team “tier-3”, which is not in use" in shown
    assert "Choose an issue type" in shown


def test_the_form_of_a_tree_says_in_words_who_answers_and_what_else_ask_means(client: Client) -> None:
    page = text(client, address("decisiontree", "add"))

    assert '<option value="" selected>the agent</option>' in page
    assert "Else ask: the agent is asked, too, where the fact is known but fits no answer" in page
