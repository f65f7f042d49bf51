"""Criteria in the administration: published, compared and taken back."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from escalation.criteria import publishing
from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.models import CriteriaRevision, DecisionTree, Route, TeamGuide, Trigger
from tests.clock import NOON
from tests.escalation.criteria.forms import address, tree
from tests.factories import AgentFactory
from tests.pages import signed_in, text
from tickets.models import Role, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(AgentFactory(role=Role.ADMIN))


def test_what_is_live_leads_to_where_it_shows(client: Client, published: Criteria) -> None:
    slow, route = DecisionTree.objects.get(slug="slow-pages"), Route.objects.earliest("pk")
    kind = slow.issue_types.earliest("name")
    there = f"{reverse('open-ticket')}?issue_type={kind.pk}"

    assert f'href="{there}"' in text(client, address("decisiontree", "change", slow.pk))
    assert f'<option value="{kind.pk}" selected>' in client.get(there).content.decode()
    assert f'href="{reverse("who")}">Ask who handles' in text(client, address("route", "change", route.pk))


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
