"""A test that commits is followed by emptying the database; this puts back what the migrations had written.

Part of `tests/conftest.py`. Without it the first such test would take the first handoff type, the site and the content
types away from every test after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import models, transaction
from pytest_django import DjangoDbBlocker


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
    rows = {model: instances for model, instances in found.items() if instances}
    request.config.stash[KEY] = MigratedRows(rows, django_db_blocker)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Naming every app keeps Django from making content types and permissions anew, with other keys, each time."""
    every_app = [config.name for config in apps.get_app_configs()]
    for item in items:
        if _commits(item):
            given = item.get_closest_marker("django_db")
            options = {**(given.kwargs if given else {}), "transaction": True}
            item.add_marker(pytest.mark.django_db(**options, available_apps=every_app), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    is_last = nextitem is None  # then the database itself is gone
    if _commits(item) and not is_last and KEY in item.config.stash:
        item.config.stash[KEY].put_back()


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(mark and mark.kwargs.get("transaction"))
