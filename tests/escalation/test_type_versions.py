"""What of a kind of handoff was changed from one version to the next, and where a ticket says so."""

from dataclasses import replace

import pytest

from escalation.context_fields import ContextField, FieldKind
from escalation.models import HandoffType, HandoffTypeVersion
from escalation.type_versions import begin_next, differences, keep_first
from tests.clock import NOON
from tests.factories import AgentFactory, HandoffTypeFactory, asks, send_handoff
from tests.pages import queries, signed_in, text

WHERE, SINCE = ContextField("where", "Where"), ContextField("since", "Since when")


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ([WHERE], [WHERE], []),
        ([WHERE], [WHERE, SINCE], ["Added “Since when”."]),
        ([WHERE, SINCE], [SINCE], ["Left out “Where”."]),
        ([WHERE, SINCE], [SINCE, WHERE], ["Asked in another order."]),
        ([WHERE], [replace(WHERE, required=False)], ["“Where” is optional."]),
        ([WHERE], [replace(WHERE, label="Place")], ["“Where” is called “Place”."]),
        ([WHERE], [replace(WHERE, example="Sandbox")], ["“Where” is explained in other words."]),
        (
            [WHERE],
            [replace(WHERE, kind=FieldKind.CHOICE, choices=("Sandbox", "Production"))],
            ["“Where” is answered with a choice, no longer with a text.", "“Where” offers Sandbox, Production."],
        ),
    ],
)
def test_a_difference_is_said_in_words(before: list[ContextField], now: list[ContextField], words: list[str]) -> None:
    assert list(differences(before, now)) == words


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_ticket_says_under_which_version_it_was_asked_only_where_that_differs() -> None:
    kind: HandoffType = asks(HandoffTypeFactory(), {"key": "where", "required": False})
    sent = send_handoff(type=kind)
    client, url, by = signed_in(sent.sent_by), sent.ticket.get_absolute_url(), AgentFactory()
    keep_first(kind)
    begin_next(kind, by=by, at=NOON)  # of its times, say
    same = text(client, url)
    kind.fields.create(key="since", label="Since when")
    begin_next(kind, by=by, at=NOON)

    assert "as asked in version" not in same
    assert "as asked in version 1" in text(client, url)
    assert list(HandoffTypeVersion.objects.order_by("number").values_list("number", "since", "made_by")) == [
        (1, None, None),
        (2, NOON, by.pk),
        (3, NOON, by.pk),
    ]


@pytest.mark.django_db
def test_a_version_that_holds_today_costs_the_ticket_no_query() -> None:
    sent = send_handoff(type=asks(HandoffTypeFactory(), {"key": "where", "required": False}))
    client, url = signed_in(sent.sent_by), sent.ticket.get_absolute_url()
    before = queries(client, url)
    HandoffType.objects.update(version=2)

    assert queries(client, url) == before + 1
