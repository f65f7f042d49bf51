"""The benches' world fits the tables as they are today, and every page that is measured answers in it."""

import pytest
from django.db import connection

from tests.bench import pages, world
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_every_page_that_is_measured_answers_in_a_world_of_any_size(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("its rows go in by COPY")
    monkeypatch.setattr(world, "TEAMS", 2)
    monkeypatch.setattr(world, "PER_TEAM", 2)
    made = world.build(800)
    asked = pages.pages_of(made)

    pages.count_queries(made, asked)

    assert Ticket.objects.count() == 800
    assert capsys.readouterr().out.count("_sql") == len(asked)
