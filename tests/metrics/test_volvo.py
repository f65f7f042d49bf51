"""A real log of 7,554 incidents through three support lines: the ledger says of it what is known of it."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from pytest_django import DjangoDbBlocker

from escalation.models import Clock, Notice
from metrics.history import Summary, import_history
from metrics.reports.ledger import movements
from tests.clock import NOON
from tests.metrics.converters import corpus, volvo
from tickets import search
from tickets.models import Agent, Cause, Ownership, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Summary]:
    """The whole log, imported once for the tests of this file and taken back after them."""
    path = corpus("handoff_logs", "bpi2013_incidents", "BPI_Challenge_2013_incidents.xes.gz")
    file = io.BytesIO("".join(volvo.lines(path)).encode())
    with django_db_blocker.unblock(), transaction.atomic():
        summary = import_history(
            file, source="volvo", now=NOON, create_teams=True, on_reject=lambda reject: pytest.fail(str(reject))
        )
        connection.check_constraints()  # now, and not again after each test
        yield summary
        transaction.set_rollback(True)


def test_every_incident_comes_in(imported: Summary) -> None:
    assert (imported.new, imported.rejected) == (7_554, 0)
    assert imported.events >= 65_533


def test_the_ledger_gives_the_known_answers(imported: Summary) -> None:
    found = movements(Ticket.objects.filter(source="volvo"))

    assert (found.tickets, found.changes, found.tickets_moved, found.most_changes) == (7_554, 9_454, 3_820, 31)
    assert (found.straight_back, found.tickets_straight_back) == (2_394, 1_177)
    assert (found.picked_up, found.median_wait) == (8_353, timedelta(seconds=2_685))


def test_whoever_is_open_has_one_open_row_and_whoever_is_resolved_has_none(imported: Summary) -> None:
    rows = Ownership.objects.current().filter(ticket=OuterRef("pk"), team=OuterRef("team"))
    tickets = Ticket.objects.filter(source="volvo").annotate(is_held=Exists(rows))

    assert not tickets.filter(Q(is_held=True, status="resolved") | (Q(is_held=False) & ~Q(status="resolved"))).exists()
    assert tickets.open().count() == 8


def test_no_row_of_the_ledger_overlaps_another(imported: Summary) -> None:
    later = Ownership.objects.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("pk"))

    overlapping = Ownership.objects.filter(Exists(later.filter(started_at__lt=OuterRef("ended_at"))))

    assert not overlapping.exists()


def test_nobody_is_invented_and_nobody_is_told(imported: Summary) -> None:
    assert Agent.objects.get_queryset().count() == 0
    assert Notice.objects.count() == Clock.objects.count() == 0
    assert set(Ownership.objects.values_list("cause", flat=True).distinct()) == {Cause.IMPORTED}


def test_an_incident_can_be_found_by_its_number(imported: Summary) -> None:
    found = search.find(Ticket.objects.all(), "incident 1-364285768")

    assert [ticket.external_id for ticket in found] == ["1-364285768"]
