"""What a process keeps of what admins lay down holds until anybody, anywhere, changes it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalation.criteria.live import live_for_pages
from escalation.desk import acts
from escalation.models import (
    CriteriaRevision,
    EscalationPolicy,
    HandoffGround,
    HandoffType,
    HandoffTypeField,
    PolicyStep,
    StepAction,
    WebhookEndpoint,
)
from tests.clock import NOON
from tests.escalation.routing.published import publish
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, package
from tests.pages import signed_in
from tickets import kept
from tickets.kept import Kept
from tickets.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_a_page() -> Iterator[None]:
    """A page that has learned which edition holds."""
    with kept.for_a_page():
        kept.holds(_stamp())
        yield


def _stamp() -> str:
    return Edition.objects.get().stamp


def _names() -> list[str]:
    return list(HandoffType.objects.order_by("pk").values_list("name", flat=True))


def _as_another_process(sql: str) -> None:
    """A change that nothing in this process takes notice of."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.both_databases
@pytest.mark.usefixtures("in_a_page")
def test_what_nobody_changes_is_read_once() -> None:
    names = Kept(_names)
    names.get()

    with CaptureQueriesContext(connection) as asked:
        again = names.get()

    assert again == _names()
    assert not asked.captured_queries


@pytest.mark.both_databases
def test_the_next_page_sees_what_another_process_changed() -> None:
    names = Kept(_names)
    with kept.for_a_page():
        kept.holds(_stamp())
        names.get()
        _as_another_process("UPDATE escalation_handofftype SET name = name || ' elsewhere'")

    with kept.for_a_page():
        kept.holds(_stamp())
        assert all(name.endswith(" elsewhere") for name in names.get())


@pytest.mark.both_databases
def test_outside_a_page_everything_is_read_anew() -> None:
    names = Kept(_names)
    names.get()

    _as_another_process("UPDATE escalation_handofftype SET name = name || ' elsewhere'")

    assert all(name.endswith(" elsewhere") for name in names.get())


@pytest.mark.both_databases
@pytest.mark.usefixtures("in_a_page")
def test_nothing_is_kept_of_a_change_that_is_taken_back() -> None:
    names, before = Kept(_names), _names()
    with transaction.atomic():
        _as_another_process("UPDATE escalation_handofftype SET name = name || ' never to be'")
        names.get()
        transaction.set_rollback(True)

    assert names.get() == before


def _policy() -> EscalationPolicy:
    return EscalationPolicy.objects.create(name="Night", slug="night")


def _rows() -> dict[type[models.Model], dict[str, Any]]:
    """A row of each table that copies are kept of."""
    return {
        HandoffType: {"name": "By night", "slug": "by-night"},
        HandoffTypeField: {"type": HandoffTypeFactory(), "key": "log", "label": "Log"},
        EscalationPolicy: {"name": "Day", "slug": "day"},
        PolicyStep: {"policy": _policy(), "after": timedelta(minutes=5), "action": StepAction.REMIND},
        CriteriaRevision: {"part": "rules", "name": "Rules", "number": 1, "published_at": NOON},
        WebhookEndpoint: {"name": "Pager", "url": "https://pager.example", "secret": "whsec_x", "created_at": NOON},
    }


@pytest.mark.both_databases
def test_every_change_to_a_table_that_is_kept_makes_another_edition() -> None:
    for model, values in _rows().items():
        stamps = [_stamp()]
        row = model._base_manager.create(**values)
        stamps.append(_stamp())
        model._base_manager.filter(pk=row.pk).update(id=row.pk)
        stamps.append(_stamp())
        model._base_manager.filter(pk=row.pk)._raw_delete("default")
        stamps.append(_stamp())
        assert len(set(stamps)) == 4, model


def test_a_form_shows_a_kind_as_it_was_just_renamed() -> None:
    holder, kind = AgentFactory(team=TeamFactory()), HandoffTypeFactory(name="To engineering")
    client, ticket = signed_in(holder), open_ticket(holder.teams.get(), at=NOON, holder=holder)
    form = reverse("hand-over", args=[ticket.pk])
    assert "To engineering" in client.get(form).text

    _as_another_process(f"UPDATE escalation_handofftype SET name = 'To the builders' WHERE id = {kind.pk}")

    assert "To the builders" in client.get(form).text


def test_a_page_leaves_nothing_behind_that_it_learned() -> None:
    holder = AgentFactory(team=TeamFactory())
    signed_in(holder).get(reverse("my-work"))
    names = Kept(_names)
    names.get()

    _as_another_process("UPDATE escalation_handofftype SET name = name || ' elsewhere'")

    assert all(name.endswith(" elsewhere") for name in names.get())


@pytest.mark.usefixtures("in_a_page")
def test_what_is_published_before_a_ticket_is_locked_counts() -> None:
    assert not live_for_pages.get().revisions
    holder, receiver = AgentFactory(team=TeamFactory()), AgentFactory(team=TeamFactory(tier=2))
    ticket = open_ticket(holder.teams.get(), at=NOON, holder=holder)
    publish()

    sent = acts.hand_over(
        ticket,
        type=HandoffTypeFactory(),
        to=receiver.teams.get(),
        package=package(),
        by=holder,
        ground_reason="They know it.",
    )

    assert HandoffGround.objects.filter(handoff=sent).exists()
