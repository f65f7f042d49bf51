"""The forms and lists of triggers and routes: sentences, values by their names, and what they match."""

import pytest
from django.test import Client

from escalation.criteria.definition import Criteria
from escalation.models import DecisionTree, Route, Trigger
from tests.escalation.criteria.forms import address, rows, tree, trigger
from tests.factories import AgentFactory, IssueTypeFactory, TeamFactory, open_ticket
from tests.pages import signed_in, text
from tickets.models import IssueType, Role, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(AgentFactory(role=Role.ADMIN))


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

    client.post(address("route", "add"), {**data, "words": "refund\nmoney back\n\ninvoice\ncredit note\n"})
    assert "refund, money back, invoice, and 1 more" in text(client, address("route", "changelist"))


def test_values_in_use_are_offered_and_misspelt_ones_are_said(client: Client, published: Criteria) -> None:
    page = text(client, address("trigger", "add"))
    assert '<datalist id="values-issue_type">' in page
    speed = IssueType.objects.get(slug="portal-speed")
    assert f'<option value="{speed.name}">' in page
    assert '<option value="tier-2">' in page
    assert '<option value="Enterprise">' in page
    assert '<option value="Unknown plan">' not in page, "that it is not known is a comparison of its own"

    data = trigger(**{
        "conditions-0-fact": "issue_type", "conditions-0-operator": "is", "conditions-0-value": "portal-sped",
    })  # fmt: skip
    said = "compares with the issue type “portal-sped”, which is not in use"
    assert said in client.post(address("trigger", "preview"), data).content.decode()
    client.post(address("trigger", "add"), data)
    assert said in text(client, address("trigger", "changelist"))


def test_lists_say_which_rules_no_ticket_met(client: Client, published: Criteria) -> None:
    team = TeamFactory()
    for _ in range(100):
        open_ticket(team)

    assert "fired for none of the last 100 tickets" in text(client, address("trigger", "changelist"))


def test_conditions_read_and_write_what_issue_types_are_called(client: Client, teams: dict[str, Team]) -> None:
    for slug, name in (("invoices", "Invoices and tax"), ("other-a", "Other"), ("other-b", "Other")):
        IssueTypeFactory(slug=slug, name=name)
    condition = {"fact": "issue_type", "operator": "is one of", "value": "invoices AND tax\nOther (other-b)"}
    data = trigger(**rows("conditions", condition))

    shown = client.post(address("trigger", "preview"), data).content.decode()
    client.post(address("trigger", "add"), data)

    assert "issue type is one of Invoices and tax or Other" in shown
    kept = Trigger.objects.get()
    assert kept.conditions.get().value == "invoices\nother-b"
    change = text(client, address("trigger", "change", kept.pk))
    assert "Invoices and tax\nOther (other-b)</textarea>" in change
    assert "issue type is one of Invoices and tax or Other" in text(client, address("trigger", "changelist"))
    asked = tree(**{
        "questions-1-fact": "issue_type", "answers-2-operator": "is", "answers-2-value": "Invoices and tax",
    })  # fmt: skip
    assert "Yes (Invoices and tax)" in client.post(address("decisiontree", "preview"), asked).content.decode()
    client.post(address("decisiontree", "add"), asked)
    saved = DecisionTree.objects.get()
    assert saved.answers.get(operator="is").value == "invoices"
    assert "Invoices and tax</textarea>" in text(client, address("decisiontree", "change", saved.pk))
