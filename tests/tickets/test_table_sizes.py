"""The database is told to look at how its tables have grown, where it does not by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import TeamFactory
from tests.metrics.history_lines import history, run_import
from tickets import table_sizes

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def known_indexes(table: str) -> set[str]:
    """Those of which SQLite knows how many rows an entry of theirs leads to."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")  # makes its table of them where there is none, and looks at nothing
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = %s", [table])
        return {index for (index,) in cursor.fetchall()}


def test_sqlite_looks_at_a_table_that_is_new_to_it_and_postgresql_is_left_to_itself() -> None:
    TeamFactory()
    on_sqlite = connection.vendor == "sqlite"
    assert not on_sqlite or not known_indexes("tickets_team")

    with CaptureQueriesContext(connection) as asked:
        table_sizes.measure()

    assert known_indexes("tickets_team") if on_sqlite else not asked.captured_queries


def test_what_was_imported_is_looked_at() -> None:
    TeamFactory(name="First line", slug="first-line")

    run_import(history())

    assert connection.vendor != "sqlite" or known_indexes("tickets_message")
