"""What publishing asks of the database does not grow with the number of parts more than it must."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.criteria import publishing
from escalation.criteria.definition import Criteria
from escalation.models import CriteriaRevision
from tests.clock import NOON
from tests.factories import open_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def asked(queries: CaptureQueriesContext, table: str) -> int:
    return sum(f'FROM "{table}"' in query["sql"] for query in queries.captured_queries)


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
