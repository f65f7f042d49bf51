"""Teams and issue types that an import makes: as they are called, told apart, and without a question for each."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import TeamFactory
from tests.metrics.history_lines import history, run_import
from tickets.models import IssueType, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAMED = re.compile(r'(SELECT .* FROM|INSERT INTO) "tickets_(team|issuetype)"')


def import_tickets_of(*teams: str) -> int:
    """Import a ticket of each, of an issue type of the same name; how often teams and issue types were asked for."""
    lines = [
        history(f"{team} {number}", ticket={"team": team, "issue_type": team}) for number, team in enumerate(teams)
    ]
    with CaptureQueriesContext(connection) as queries:
        _, rejects = run_import(*lines, create_teams=True)
    assert rejects == []
    return sum(NAMED.match(query["sql"]) is not None for query in queries.captured_queries)


def test_names_that_make_the_same_short_name_get_short_names_and_colors_of_their_own() -> None:
    TeamFactory(name="Billing", slug="billing")

    import_tickets_of("Billing!", "Billing?", "billing", "BILLING?", "Sync")

    made = Team.objects.exclude(name="Billing").order_by("pk")
    assert [(team.name, team.slug, team.color) for team in made] == [
        ("BILLING?", "billing-2", 2),
        ("Billing!", "billing-3", 3),
        ("Sync", "sync", 4),
    ]
    assert set(IssueType.objects.values_list("slug", flat=True)) >= {"billing", "billing-2", "billing-3", "sync"}
    assert Ticket.objects.filter(team__name="BILLING?").count() == 2


def test_a_name_that_is_a_number_makes_a_short_name_that_is_none() -> None:
    import_tickets_of("24", "!!")

    assert set(Team.objects.values_list("slug", flat=True)) == {"team-24", "team"}


def test_many_new_names_take_no_more_queries_than_a_few() -> None:
    few = import_tickets_of("One", "Two")
    many = import_tickets_of(*(f"Team {number}" for number in range(12)))

    assert many == few > 0
