"""Policies in the admin: steps with minutes."""

from datetime import timedelta

import pytest

from escalation.models import EscalationPolicy
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
