"""A test that commits is followed by emptying the database; this puts back what the migrations had written.

Part of `tests/conftest.py`. Without it the first such test would take the first handoff type and the site away from
every test after it. And on PostgreSQL it empties what has rows: Django truncates all of some eighty tables each time,
which takes longer than most of these tests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

# Made by migrating, and changed by nothing that a test does.
KEPT_TABLES = {model._meta.db_table for model in (Permission, ContentType)}


@dataclass(frozen=True)
class MigratedRows:
    """The rows of a freshly migrated database."""

    rows: dict[type[models.Model], list[models.Model]]
    blocker: DjangoDbBlocker

    def put_back(self) -> None:
        with self.blocker.unblock(), transaction.atomic():
            for model, rows in self.rows.items():
                model._base_manager.bulk_create(rows, ignore_conflicts=True)  # a failed setup emptied nothing


KEY = pytest.StashKey[MigratedRows]()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Remember the rows as soon as the database is there."""
    with django_db_blocker.unblock():
        found = {model: list(model._base_manager.all()) for model in apps.get_models() if model._meta.managed}
    rows = {
        model: instances for model, instances in found.items() if instances and model._meta.db_table not in KEPT_TABLES
    }
    request.config.stash[KEY] = MigratedRows(rows, django_db_blocker)


def _empty(test: TransactionTestCase) -> None:
    """What Django does after a test that commits, done to what has rows and without making content types anew."""
    tables = [table for table in connection.introspection.django_table_names() if table not in KEPT_TABLES]
    if connection.vendor == "postgresql" and _is_superuser():
        # All go at once, so nothing is left that could refer to what is gone.
        names = map(connection.ops.quote_name, _with_rows(tables))
        statements = ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in names)]
    else:
        statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=False, allow_cascade=True)
    connection.ops.execute_sql_flush(statements)


@cache
def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _with_rows(tables: Sequence[str]) -> list[str]:
    asked = " UNION ALL ".join(f"SELECT %s WHERE EXISTS (SELECT FROM {connection.ops.quote_name(t)})" for t in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked, tables)
        return [name for (name,) in cursor.fetchall()]


def pytest_configure() -> None:
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    is_last = nextitem is None  # then the database itself is gone
    if commits(item) and not is_last and KEY in item.config.stash:
        item.config.stash[KEY].put_back()


def commits(item: pytest.Item) -> bool:
    """Whether what this test writes is there for other connections, and so must be taken away after it."""
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(mark and mark.kwargs.get("transaction"))
