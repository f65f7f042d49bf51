"""What loading and publishing ask of the database does not grow with the number of rules and parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.criteria import publishing
from escalation.criteria.definition import Criteria
from escalation.criteria.loading import load
from escalation.criteria.reading import read_criteria
from escalation.criteria.rows import drafted
from escalation.models import CriteriaRevision
from tests.clock import NOON
from tests.factories import IssueTypeFactory, open_ticket
from tickets.models import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def asked(queries: CaptureQueriesContext, table: str) -> int:
    return sum(f'FROM "{table}"' in query["sql"] for query in queries.captured_queries)


RULES = """
teams: {billing: {name: Billing, description: "Invoices."}}
triggers:
"""
TRIGGER = """
  big-{n}:
    {name: Big {n}, verdict: calls for, handoff: to-billing, when: {all: [plan: {is: enterprise}]}}
"""
ROUTE = """
  money-{n}: {team: billing, issue_types: [sync], words: [invoice {n}], when: {all: [tier: {is: 1}]}}
"""


def rules(count: int) -> Criteria:
    """So many triggers and as many routes."""
    triggers, routes = ("".join(text.replace("{n}", str(n)) for n in range(count)) for text in (TRIGGER, ROUTE))
    return read_criteria(f"{RULES}{triggers}\nroutes:\n{routes}")


def test_many_rules_are_loaded_with_as_many_queries_as_a_few(teams: dict[str, Team]) -> None:
    IssueTypeFactory(slug="sync")
    with CaptureQueriesContext(connection) as few:
        load(rules(2))
    load(Criteria())

    with CaptureQueriesContext(connection) as many:
        load(rules(12))

    assert len(many) == len(few)
    assert drafted().routes == rules(12).routes
    assert drafted().triggers == rules(12).triggers


def test_however_many_parts_are_published_they_are_tried_on_tickets_that_were_read_once(starter: Criteria) -> None:
    open_ticket(body="Everything is slow.")

    with CaptureQueriesContext(connection) as queries:
        published = publishing.publish_all(by=None, at=NOON)

    assert len(published) == 7
    assert {revision.moved_percent for revision in published} == {0, 100}
    assert asked(queries, "tickets_message") == 1


def test_where_all_is_live_no_ticket_is_read(published: Criteria) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert publishing.publish_all(by=None, at=NOON) == []

    assert asked(queries, "tickets_message") == asked(queries, "tickets_ticket") == 0
    assert CriteriaRevision.objects.count() == 7


def test_which_names_are_in_use_is_asked_once_for_all_parts(starter: Criteria) -> None:
    with CaptureQueriesContext(connection) as queries:
        publishing.states()

    assert asked(queries, "escalation_handofftype") == 1
