"""Handing over asks the database no more often than this, and no oftener where there is more of anything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalation import drafts
from escalation.models import Handoff
from tests.clock import NOON
from tests.escalation.desk.forms import package_form
from tests.factories import open_ticket
from tests.pages import signed_in
from tickets.models import Agent, Ticket

pytestmark = pytest.mark.django_db

# Who asks 2, where to 1, what holds now 2 (the ticket; its clocks, the time and whatever waits), what comes along 1,
# written 2 (the handoff; its event, clocks, who takes part and the draft's end), told 2 (the notices, and their ways).
MOST = 10
MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT")  # of transactions: a page outside a test begins and ends one


def test_handing_over_takes_few_queries(holder: Agent, ticket: Ticket) -> None:
    client, form = signed_in(holder), package_form()
    before = open_ticket(holder.teams.get(), at=NOON, holder=holder)
    client.post(reverse("hand-over", args=[before.pk]), form)  # now the process knows what admins have laid down

    with CaptureQueriesContext(connection) as seen:
        client.post(reverse("hand-over", args=[ticket.pk]), form)

    asked = [query["sql"] for query in seen if not query["sql"].startswith(MARKS)]
    assert Handoff.objects.get(ticket=ticket).is_waiting
    assert len(asked) <= MOST, "\n".join(asked)


# Who asks and which ticket 2, its lock 1, what was kept 1, what is kept now 1.
MOST_TO_KEEP = 5


def test_keeping_what_is_typed_takes_few_statements_the_first_time_too(holder: Agent, ticket: Ticket) -> None:
    client, form = signed_in(holder), package_form(window="one")

    for saved in ({}, {"next_best_action": "Call them."}):
        typed = form | saved
        with CaptureQueriesContext(connection) as seen:
            assert client.post(reverse("hand-over-draft", args=[ticket.pk]), typed).status_code == 200

        asked = [query["sql"] for query in seen]
        assert len(asked) <= MOST_TO_KEEP + len(MARKS), "\n".join(asked)
    kept = drafts.of(ticket, holder)
    assert kept
    assert kept.content["next_best_action"] == "Call them."
