"""Policies in the admin: steps with minutes."""

from datetime import timedelta

import pytest

from escalation.engine.policies import in_words
from escalation.models import EscalationPolicy, StepAction
from tests.factories import AgentFactory
from tests.pages import signed_in
from tickets.models import Role

pytestmark = pytest.mark.django_db


def test_a_step_is_given_in_minutes_and_shown_so() -> None:
    client = signed_in(AgentFactory(role=Role.ADMIN))
    form = {"name": "Night", "slug": "night", "rounds": 1, "pause": "1:30"}
    form |= {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-after": "20", "steps-0-action": "page"}

    client.post("/admin/escalation/escalationpolicy/add/", form)

    policy = EscalationPolicy.objects.get(name="Night")
    page = client.get(f"/admin/escalation/escalationpolicy/{policy.pk}/change/").content.decode()
    assert (policy.pause, policy.steps.get().after) == (timedelta(minutes=90), timedelta(minutes=20))
    assert 'name="steps-0-after" value="20"' in page
    assert 'name="pause" value="90"' in page


def test_what_a_policy_says_keeps_seconds_apart() -> None:
    policy = EscalationPolicy.objects.get(slug="standard")
    policy.steps.all().delete()
    for seconds, action in ((70, StepAction.PAGE), (100, StepAction.TELL_LEAD)):
        policy.steps.create(after=timedelta(seconds=seconds), action=action)

    page, lead, *_ = in_words(policy)

    assert page.startswith("After 1 min 10 s (")
    assert lead.startswith("After 1 min 40 s (")
