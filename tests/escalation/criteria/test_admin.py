"""Criteria in the administration: edited, previewed as they stand, published, compared and taken back."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from escalation.criteria import publishing
from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.models import CriteriaRevision, DecisionTree, HandoffType, Route, TeamGuide, Trigger
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.pages import signed_in, text
from tickets.models import Role, Team

pytestmark = pytest.mark.django_db
LONG = "Longer than a day?"


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
            {"text": LONG, "fact": "age"},
            {"text": "Enterprise?", "fact": "plan"},
        ),
        **rows(
            "answers",
            {"question": LONG, "label": "Yes", "operator": "is more than", "value": "1 day", "then": "enterprise?"},
            {"question": LONG, "label": "No", "then": "Wait"},
            {"question": "Enterprise?", "label": "Yes", "operator": "is", "value": "enterprise", "then": "Hand over"},
            {"question": "Enterprise?", "label": "No", "then": "wait"},
        ),
        **rows(
            "outcomes",
            {"name": "Wait", "ending": "keep", "guidance": "Wait a day."},
            {
                "name": "Hand over", "ending": "hand over", "team": Team.objects.get(slug="tier-2").pk,
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
    assert '<option value="Enterprise?"></option>' in shown
    assert not DecisionTree.objects.exists()


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
    data = tree(**{"questions-1-text": "Wait", "answers-0-then": "Wait (wait)", "answers-1-then": "Wait (wait-2)"})
    for number in (2, 3):
        data[f"answers-{number}-question"] = "Wait"
    data["answers-3-then"] = "Wait (wait-2)"

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


def test_what_is_live_leads_to_where_it_shows(client: Client, published: Criteria) -> None:
    slow, route = DecisionTree.objects.get(slug="slow-pages"), Route.objects.earliest("pk")
    kind = slow.issue_types.earliest("name")
    there = f"{reverse('open-ticket')}?issue_type={kind.pk}"

    assert f'href="{there}"' in text(client, address("decisiontree", "change", slow.pk))
    assert f'<option value="{kind.pk}" selected>' in client.get(there).content.decode()
    assert f'href="{reverse("who")}">Ask who handles' in text(client, address("route", "change", route.pk))


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


def test_what_leads_nowhere_is_not_published(client: Client, published: Criteria) -> None:
    slow = DecisionTree.objects.get(slug="slow-pages")
    slow.answers.filter(question="who").update(then="nobody")

    answer = client.post(reverse("admin:criteria-publish"), {"part": "tree:slow-pages"}, follow=True).content.decode()

    assert "Not published." in answer
    assert CriteriaRevision.objects.of("tree:slow-pages").count() == 1
    assert "disabled>Publish</button>" in text(client, address("decisiontree", "changelist"))


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
    outcome = {"name": "Keep it", "ending": "keep", "guidance": "Go on.", field: typed}

    saved = client.post(address("decisiontree", "add"), tree(**rows("outcomes", outcome)))

    assert problem in saved.content.decode()
    assert not DecisionTree.objects.exists()


def test_only_admins_publish(published: Criteria) -> None:
    lead = signed_in(AgentFactory(role=Role.LEAD))
    Trigger.objects.all().delete()

    lead.post(reverse("admin:criteria-publish"), {"part": "rules"})

    assert CriteriaRevision.objects.of("rules").count() == 1


@pytest.mark.parametrize("model", ["teamguide", "issuetypeguide", "trigger", "route", "decisiontree"])
def test_every_part_of_the_criteria_says_whether_it_is_live(client: Client, published: Criteria, model: str) -> None:
    row = apps.get_model("escalation", model).objects.first()

    for page in (address(model, "changelist"), address(model, "change", row.pk)):
        assert re.search(r'class="criteria-badge"[^>]*>Live<', text(client, page))
    assert "Save and publish" in text(client, address(model, "change", row.pk))


def test_a_guide_that_is_saved_is_a_draft_with_its_difference_in_sight(client: Client, published: Criteria) -> None:
    guide = TeamGuide.objects.get(team__slug="billing")
    data = {"team": guide.team_id, "description": "They pay back.", "examples": "", "_continue": "on"}

    shown = client.post(address("teamguide", "change", guide.pk), data, follow=True).content.decode()

    assert re.search(r'class="criteria-badge"[^>]*>Draft<', shown)
    assert '<details class="criteria-difference" open>' in shown
    assert "They pay back." in re.search(r'<pre class="criteria-lines">.*?</pre>', shown, re.DOTALL)[0]  # type: ignore[index]


def test_what_is_still_to_be_added_says_that_it_is_no_draft_yet(client: Client, teams: dict[str, Team]) -> None:
    assert "Draft, not saved yet" in text(client, address("decisiontree", "add"))

    client.post(address("decisiontree", "add"), tree(_publish="1"))

    assert [found.key for found in live().criteria.trees] == ["printer"]


def test_only_the_draft_that_was_looked_at_is_published(client: Client, published: Criteria) -> None:
    Trigger.objects.filter(slug="data-lost").update(why="It is urgent.")
    state = publishing.state("rules")
    assert state
    assert f'name="shown" value="{state.fingerprint}"' in text(client, address("trigger", "changelist"))
    Trigger.objects.filter(slug="data-lost").update(why="Somebody else wrote this.")

    data = {"part": "rules", "shown": state.fingerprint}
    refused = client.post(reverse("admin:criteria-publish"), data, follow=True).content.decode()

    assert "Somebody changed the draft of “Triggers and routes” since you looked at it" in refused
    assert CriteriaRevision.objects.of("rules").count() == 1


def test_saving_and_publishing_saves_alone_where_somebody_changed_the_draft_meanwhile(
    client: Client, published: Criteria
) -> None:
    guide, state = TeamGuide.objects.get(team__slug="billing"), publishing.state("rules")
    assert state
    Trigger.objects.filter(slug="data-lost").update(why="Somebody else wrote this.")
    typed = {"team": guide.team_id, "description": "They pay back.", "examples": "", "_publish": "1"}

    page = address("teamguide", "change", guide.pk)
    answer = client.post(page, {**typed, "shown": state.fingerprint}, follow=True).content.decode()

    guide.refresh_from_db()
    assert guide.description == "They pay back."
    assert "Not published: somebody changed the draft" in answer
    assert CriteriaRevision.objects.of("rules").count() == 1

    now = publishing.state("rules")
    assert now
    client.post(page, {**typed, "shown": now.fingerprint})
    assert CriteriaRevision.objects.of("rules").count() == 2


def test_what_publishes_carries_its_token(published: Criteria) -> None:
    Trigger.objects.filter(slug="data-lost").update(why="It is urgent.")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(AgentFactory(role=Role.ADMIN), backend="django.contrib.auth.backends.ModelBackend")
    page = strict.get(address("trigger", "changelist")).content.decode()
    form = re.search(r'<form method="post" action="[^"]*publish/".*?</form>', page, re.DOTALL)
    assert form
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form[0])
    assert token

    data = {"part": "rules", "csrfmiddlewaretoken": token[1]}
    assert strict.post(reverse("admin:criteria-publish"), data).status_code == 302
    assert CriteriaRevision.objects.of("rules").count() == 2


def test_values_in_use_are_offered_and_misspelt_ones_are_said(client: Client, published: Criteria) -> None:
    page = text(client, address("trigger", "add"))
    assert '<datalist id="values-issue_type">' in page
    assert '<option value="portal-speed">' in page
    assert '<option value="tier-2">tier-2 (tier-2)</option>' in page

    data = trigger(**{
        "conditions-0-fact": "issue_type", "conditions-0-operator": "is", "conditions-0-value": "portal-sped",
    })  # fmt: skip
    said = "compares with the issue type “portal-sped”, which is not in use"
    assert said in client.post(address("trigger", "preview"), data).content.decode()
    client.post(address("trigger", "add"), data)
    assert said in text(client, address("trigger", "changelist"))


def test_a_question_that_compares_with_no_team_there_is_said(client: Client, teams: dict[str, Team]) -> None:
    data = tree(**{"questions-1-fact": "team", "answers-2-value": "tier-3"})

    shown = client.post(address("decisiontree", "preview"), data).content.decode()

    assert "“Enterprise?” in “Printer” compares with the team “tier-3”, which is not in use" in shown
    assert "Choose an issue type" in shown


def test_lists_say_which_rules_no_ticket_met(client: Client, published: Criteria) -> None:
    team = TeamFactory()
    for _ in range(100):
        open_ticket(team)

    assert "fired for none of the last 100 tickets" in text(client, address("trigger", "changelist"))


def test_revisions_are_called_by_the_names_of_trees_and_the_first_says_that_all_is_new(
    client: Client, published: Criteria
) -> None:
    revision = CriteriaRevision.objects.get(part="tree:slow-pages")
    CriteriaRevision.objects.exclude(pk=revision.pk).update(name="")  # published before names were kept

    listed = text(client, reverse("admin:escalation_criteriarevision_changelist"))
    assert "Pages load slowly" in listed
    assert not re.search(r"\b(tree:|rules\b)", re.sub(r"<[^>]*>", "", listed))
    shown = text(client, reverse("admin:escalation_criteriarevision_change", args=[revision.pk]))
    assert "Pages load slowly, revision 1" in shown
    assert "all of it, below, was new" in shown
    assert "…</span>" not in shown


def test_what_was_taken_away_keeps_the_name_it_had(client: Client, published: Criteria) -> None:
    DecisionTree.objects.filter(slug="slow-pages").update(is_active=False)
    publishing.publish_all(by=None, at=NOON)

    assert str(CriteriaRevision.objects.of("tree:slow-pages").first()) == "Pages load slowly, revision 2"


def test_the_form_of_a_tree_says_in_words_who_answers_and_what_else_ask_means(client: Client) -> None:
    page = text(client, address("decisiontree", "add"))

    assert '<option value="" selected>the agent</option>' in page
    assert "Else ask: the agent is asked, too, where the fact is known but fits no answer" in page
