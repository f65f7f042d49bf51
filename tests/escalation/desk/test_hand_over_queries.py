"""Handing over asks the database no more often than this, and no oftener where there is more of anything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalation.models import Handoff
from tests.escalation.desk.forms import package_form
from tests.pages import signed_in
from tickets.models import Agent, Ticket

pytestmark = pytest.mark.django_db

# Who asks 2, the form 2, what holds now 4 (ticket, clocks with the time, criteria, handoffs), what comes along 1,
# written 5 (handoff, event, clocks, who takes part, the draft), told 3.
MOST = 17
MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT")  # of transactions: a page outside a test has one


def test_handing_over_takes_few_queries(holder: Agent, ticket: Ticket) -> None:
    client, form = signed_in(holder), package_form()
    client.get(ticket.get_absolute_url())

    with CaptureQueriesContext(connection) as seen:
        client.post(reverse("hand-over", args=[ticket.pk]), form)

    asked = [query["sql"] for query in seen if not query["sql"].startswith(MARKS)]
    assert Handoff.objects.get(ticket=ticket).is_waiting
    assert len(asked) <= MOST, "\n".join(asked)
