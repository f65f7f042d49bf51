"""A query that is kept ready finds what the same query finds that is built anew."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils import timezone

from escalation.models import Handoff
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tickets.compiled import Text, any_of, compiled
from tickets.models import Status, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@compiled
def held(*, holder: int) -> "QuerySet[Ticket, Ticket]":
    return Ticket.objects.open().filter(holder=holder).select_related("customer__account").order_by("pk")


@compiled
def listed(*, teams: list[int], before: Any, backwards: bool) -> "QuerySet[Ticket, Any]":
    found = Ticket.objects.filter(any_of("team_id", teams), opened_at__lt=before)
    return found.order_by("-pk" if backwards else "pk").values("pk", name=F("customer__name"))


def test_each_asking_has_its_own_values(django_assert_num_queries: Any) -> None:
    team = TeamFactory()
    one, two = AgentFactory(team=team), AgentFactory(team=team)
    hers = [open_ticket(team, holder=one) for _ in range(2)]

    with django_assert_num_queries(3):
        assert held(holder=one.pk) == hers
        assert held(holder=two.pk) == []
        assert [ticket.customer.account.pk for ticket in held(holder=one.pk)] == [ticket.account_id for ticket in hers]


def test_what_has_changed_since_is_found() -> None:
    team = TeamFactory()
    agent = AgentFactory(team=team)
    assert held(holder=agent.pk) == []

    ticket = open_ticket(team, holder=agent)

    assert held(holder=agent.pk) == [ticket]


def test_lists_instants_and_shapes_may_differ_from_one_asking_to_the_next() -> None:
    tickets = [open_ticket() for _ in range(3)]
    teams, now = [ticket.team_id for ticket in tickets], timezone.now() + timedelta(days=1)

    def numbers(**asked: Any) -> list[int]:
        return [row["pk"] for row in listed(**{"teams": teams, "before": now, "backwards": False, **asked})]

    everything = [ticket.pk for ticket in tickets]
    assert numbers() == everything
    assert numbers(backwards=True) == everything[::-1]
    assert numbers(teams=teams[:1]) == everything[:1]
    assert numbers(teams=[]) == []
    assert numbers(before=tickets[0].opened_at) == []


@compiled
def terms_of(*, ticket: int) -> "QuerySet[Handoff, Handoff]":
    handoffs = Handoff.objects.filter(ticket=ticket).select_related("ticket", "to_team", "to_agent")
    return handoffs.annotate(subject=F("ticket__subject"))


def test_rows_are_as_a_query_built_anew_makes_them() -> None:
    handoff = send_handoff()

    [found] = terms_of(ticket=handoff.ticket_id)

    anew = Handoff.objects.select_related("ticket", "to_team", "to_agent").get(pk=handoff.pk)
    for row, like in ((found, anew), (found.ticket, anew.ticket), (found.to_team, anew.to_team)):
        assert values_of(row) == values_of(like)
    assert (found.to_agent, found.subject) == (None, handoff.ticket.subject)  # type: ignore[attr-defined]
    assert found.terms["name"] == handoff.type.name


def values_of(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@compiled
def numbered(*, number: int) -> "QuerySet[Ticket, Ticket]":
    return Ticket.objects.filter(Exact(Cast("pk", BigIntegerField()), number))


def test_a_number_may_be_of_any_width() -> None:
    ticket = open_ticket()

    assert numbered(number=ticket.pk) == [ticket]
    assert numbered(number=2**40) == []


NEVER_DIFFERS = ["it's 100%s", "50%", "a\\b", '"', Status.OPEN, True, False, -7, 2**40]


@compiled
def said_of(*, ticket: int) -> "QuerySet[Ticket, Any]":
    said = {f"said_{number}": Value(value) for number, value in enumerate(NEVER_DIFFERS)}
    return Ticket.objects.filter(pk=ticket).exclude(subject="100% 'sure'").values_list(*said.values())


def test_what_never_differs_is_found_as_it_is() -> None:
    ticket = open_ticket()

    assert said_of(ticket=ticket.pk) == [tuple(NEVER_DIFFERS)]
    assert said_of(ticket=ticket.pk + 1) == []


built: list[int] = []


@compiled
def of_team(*, team: int, since: datetime) -> "QuerySet[Ticket, Ticket]":
    built.append(team)
    return Ticket.objects.filter(team=team, opened_at__gte=since)


def test_a_query_is_built_for_the_first_asking_alone() -> None:
    built.clear()
    ticket = open_ticket()

    assert of_team(team=ticket.team_id, since=ticket.opened_at) == [ticket]
    assert of_team(team=ticket.team_id, since=ticket.opened_at + timedelta(microseconds=1)) == []
    assert of_team(team=ticket.team_id + 1, since=ticket.opened_at) == []
    assert len(built) <= 1


@compiled
def about(*, words: str) -> "QuerySet[Ticket, Ticket]":
    return Ticket.objects.filter(subject__contains=words)


def test_a_value_that_the_query_makes_another_of_is_none() -> None:
    with pytest.raises(TypeError, match="as they are"):
        about(words=Text("429"))


@compiled
def cut(*, most: int) -> "QuerySet[Ticket, Ticket]":
    return Ticket.objects.order_by("pk")[:most]


def test_a_limit_is_no_value() -> None:
    with pytest.raises(TypeError, match="limit"):
        cut(most=2)


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_nothing_has_a_number_that_no_column_holds(number: int) -> None:
    assert held(holder=number) == []


@compiled
def locked(*, number: int) -> "QuerySet[Ticket, Ticket]":
    return Ticket.objects.select_for_update().filter(pk=number)


@pytest.mark.django_db(transaction=True)
def test_what_is_locked_is_locked_within_a_transaction_or_not_at_all() -> None:
    ticket = open_ticket()
    with transaction.atomic():
        assert locked(number=ticket.pk) == [ticket]

    if connection.vendor == "postgresql":
        with pytest.raises(transaction.TransactionManagementError):
            locked(number=ticket.pk)
