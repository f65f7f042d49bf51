"""What an admin types is shown as words wherever criteria are shown, whatever it looks like."""

import pytest
from django.urls import reverse

from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.models import CriteriaRevision, DecisionTree, DrillCase, Route, Trigger
from tests.clock import NOON
from tests.factories import AgentFactory, HandoffTypeFactory, IssueTypeFactory, TeamFactory, open_ticket
from tests.pages import signed_in
from tickets.models import Role, Team

pytestmark = pytest.mark.django_db
NASTY = "</text></svg><script>alert(1)</script>"
CRITERIA = f"""
teams:
  nasty: {{name: Nasty, description: "{NASTY}", examples: ["{NASTY}"]}}
issue_types:
  odd: {{name: Odd, description: "{NASTY}", examples: ["{NASTY}"], team: nasty}}
triggers:
  all: {{name: "{NASTY}", verdict: suggests, handoff: nasty-kind, why: "{NASTY}", when: {{all: [words: {{contain any of: ["{NASTY}", please]}}]}}}}
routes:
  nasty: {{name: "{NASTY}", team: nasty, handoff: nasty-kind, words: ["{NASTY}", please], why: "{NASTY}"}}
trees:
  nasty:
    name: "{NASTY}"
    issue_types: [odd]
    questions:
      q: {{ask: "{NASTY}", help: "{NASTY}", answers: [{{answer: "{NASTY}", then: out}}, {{answer: No, then: keep}}]}}
    outcomes:
      out: {{name: "{NASTY}", do: hand over, team: nasty, handoff: nasty-kind, guidance: "{NASTY}", article: "https://x.example/?<script>alert(1)</script>"}}
      keep: {{name: "{NASTY}", do: keep, guidance: "{NASTY}", article: "https://x.example/?<script>alert(1)</script>"}}
"""  # noqa: E501 - as a file has it


@pytest.fixture
def nasty() -> Team:
    team = TeamFactory(slug="nasty", name=NASTY)
    HandoffTypeFactory(slug="nasty-kind", name=NASTY, description=NASTY)
    IssueTypeFactory(slug="odd", name=NASTY)
    load(read_criteria(CRITERIA))
    publish_all(by=None, at=NOON, note=NASTY)
    Route.objects.update(why=f"{NASTY} again")  # so that a draft differs
    Trigger.objects.update(verdict="calls for")
    return team


def test_markup_in_criteria_stays_words_on_every_page(nasty: Team) -> None:
    admin = signed_in(AgentFactory(role=Role.ADMIN))
    agent = AgentFactory(team=nasty)
    ticket = open_ticket(nasty, holder=agent, subject="please", issue_type=None)
    tree, revision = DecisionTree.objects.get(), CriteriaRevision.objects.earliest("pk")
    case = DrillCase.objects.create(subject=NASTY, body=NASTY, team=nasty, why=NASTY)
    pages = [
        reverse("admin:escalation_decisiontree_changelist"),
        reverse("admin:escalation_decisiontree_change", args=[tree.pk]),
        reverse("admin:escalation_trigger_changelist"),
        reverse("admin:escalation_route_changelist"),
        reverse("admin:escalation_criteriarevision_changelist"),
        reverse("admin:escalation_criteriarevision_change", args=[revision.pk]),
        reverse("admin:criteria-replay"),
        reverse("admin:escalation_drillcase_change", args=[case.pk]),
        reverse("who-chart", args=["nasty"]),
        f"{reverse('who')}?q=please",
    ]
    shown = {page: admin.get(page).content.decode() for page in pages}
    shown["ticket"] = signed_in(agent).get(ticket.get_absolute_url()).content.decode()
    shown["questions"] = (
        signed_in(agent).get(f"{reverse('ticket-criteria', args=[ticket.pk])}?tree=nasty&a.q=No").content.decode()
    )

    for page, text in shown.items():
        assert "<script>alert" not in text, page
        assert "alert(1)" in text or page == "ticket", page  # shown, or the test would say nothing


def test_markup_in_a_tree_stays_words_in_its_picture_and_list(nasty: Team) -> None:
    admin, tree = signed_in(AgentFactory(role=Role.ADMIN)), DecisionTree.objects.get()
    question = tree.questions.get()
    form = {"name": NASTY, "slug": "nasty", "is_active": "on"}
    for prefix, filled in (
        ("questions", {"id": question.pk, "tree": tree.pk, "text": NASTY, "key": "q", "position": 0}),
        ("answers", {"question": "q", "label": NASTY, "then": "out"}),
        ("outcomes", {"name": NASTY, "key": "out", "ending": "keep"}),
    ):
        form |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
        form |= {f"{prefix}-0-{name}": str(value) for name, value in filled.items() if name not in ("id", "tree")}
    shown = admin.post(reverse("admin:escalation_decisiontree_preview"), form).content.decode()

    assert "<svg" in shown
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert shown.count("</svg>") == 1
