"""What goes straight to the server does what Django's own way does."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import AgentFactory, TeamFactory
from tickets.models import Membership, Team

pytestmark = pytest.mark.django_db


@transaction.atomic
def two_teams(*slugs: str) -> None:
    for slug in slugs:
        TeamFactory(slug=slug)


def test_what_is_done_since_a_savepoint_is_kept_or_after_an_error_taken_back() -> None:
    two_teams("kept", "kept too")
    with pytest.raises(IntegrityError):
        two_teams("gone", "gone")

    assert set(Team.objects.values_list("slug", flat=True)) >= {"kept", "kept too"}
    assert not Team.objects.filter(slug="gone").exists()


@transaction.atomic
def refer_to_nothing() -> None:
    Membership.objects.create(team_id=2**40, agent=AgentFactory())
    connection.check_constraints()


def test_a_row_that_refers_to_nothing_is_found() -> None:
    with pytest.raises(IntegrityError):
        refer_to_nothing()


def test_what_the_server_refuses_is_an_error_of_the_database() -> None:
    with pytest.raises(DatabaseError, match="no_such"):
        transaction.atomic(connection._savepoint_commit)("no_such")  # type: ignore[attr-defined]


def test_savepoints_count_where_statements_are_counted() -> None:
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        pass

    assert len(captured) == 2
