"""Pages that begin where another ended: no gap, no double, whatever the order and the ties."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.core.exceptions import BadRequest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import NOON, minutes_after
from tests.factories import CustomerFactory, TeamFactory
from tests.support.lasting_rows import lasting
from tickets import paging
from tickets.filters import ORDERS, TicketOrder
from tickets.models import Customer, Team, Ticket
from tickets.weaving import Strand, weave

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

instants = st.integers(0, 3).map(minutes_after)  # few, so that many are the same
rows = st.lists(st.tuples(st.one_of(st.none(), instants), instants), max_size=9)


@lasting(ages=False)
def whose() -> tuple[Customer, Team]:
    return CustomerFactory(), TeamFactory()


@contextmanager
def tickets_of(
    whose: tuple[Customer, Team], waiting_and_active: list[tuple[datetime | None, datetime]]
) -> Iterator[None]:
    """These tickets and no others, for as long as they are looked at."""
    customer, team = whose
    with transaction.atomic():
        Ticket.objects.bulk_create(
            Ticket(
                customer=customer,
                account=customer.account,
                team=team,
                opened_at=NOON,
                waiting_since=waiting_since,
                last_activity_at=last_activity_at,
            )
            for waiting_since, last_activity_at in waiting_and_active
        )
        yield
        transaction.set_rollback(True)


def page(order: str, **asked: str) -> paging.Page[Ticket]:
    everything = Ticket.objects.all()
    return paging.page(
        everything, order=ORDERS[order], asked=asked, size=2, load=lambda numbers: everything.filter(pk__in=numbers)
    )


def in_full(order: str) -> list[int]:
    return list(Ticket.objects.order_by(*ORDERS[order].terms(backwards=False)).values_list("pk", flat=True))


@pytest.mark.parametrize("order", TicketOrder.values)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=rows)
def test_going_on_and_back_shows_every_row_once(
    whose: tuple[Customer, Team], order: str, made: list[tuple[datetime | None, datetime]]
) -> None:
    with tickets_of(whose, made):
        forwards, last = walk(order, lambda page: {"after": page.after} if page.after else {})
        backwards, first = walk(order, lambda page: {"before": page.before} if page.before else {}, since=last)
        everything = in_full(order)

    assert [pk for page in forwards for pk in page] == everything
    assert [pk for page in reversed(backwards) for pk in page] == everything
    assert (first.before, last.after) == ("", "")


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_page_may_begin_with_places_that_were_found_before(whose: tuple[Customer, Team], count: int) -> None:
    order = ORDERS[TicketOrder.LATEST]

    with tickets_of(whose, [(None, minutes_after(minute)) for minute in range(count)]):
        places = Ticket.objects.order_by(*order.terms(backwards=False)).values_list(order.field, "pk")[:3]
        begun = paging.begin(places, size=2, load=lambda numbers: Ticket.objects.filter(pk__in=numbers))
        assert begun == page(TicketOrder.LATEST)


def walk(
    order: str, onwards: Callable[[paging.Page[Ticket]], dict[str, str]], since: paging.Page[Ticket] | None = None
) -> tuple[list[list[int]], paging.Page[Ticket]]:
    """Follow the links to the end: the ids on each page, and the last page."""
    found = since or page(order)
    pages = [[ticket.pk for ticket in found.rows]]
    while asked := onwards(found):
        found = page(order, **asked)
        pages.append([ticket.pk for ticket in found.rows])
    return pages, found


def test_a_row_that_comes_meanwhile_moves_nothing_to_the_next_page(whose: tuple[Customer, Team]) -> None:
    with tickets_of(whose, [(None, minutes_after(minute)) for minute in range(4)]):
        first = page(TicketOrder.LATEST)
        newcomer = Ticket.objects.earliest("pk")
        Ticket.objects.filter(pk=newcomer.pk).update(last_activity_at=minutes_after(9))

        second = page(TicketOrder.LATEST, after=first.after)

        assert Ticket.objects.count() == 4
    assert not {ticket.pk for ticket in first.rows} & {ticket.pk for ticket in second.rows}


@pytest.mark.parametrize(
    "text",
    ["x", "_", "_x", "2026-03-10T12:00:00_5", "yesterday_5", "2026-03-10T12:00:00+00:00_", "0001-01-01T00:00+09:00_5"],
)
def test_a_damaged_address_is_said_to_be_one(text: str) -> None:
    with pytest.raises(BadRequest):
        page(TicketOrder.LATEST, after=text)


def test_a_plus_that_became_a_space_is_understood() -> None:
    mark = paging.Mark.read("2026-03-10T12:00:00 00:00_5")

    assert mark == paging.Mark(NOON, 5)


def woven(**asked: str) -> paging.Page[paging.Numbered]:
    """Tickets by when they opened, and the same by their last activity: every number is in it twice."""
    everything = Ticket.objects.all()
    fields = ("opened_at", "last_activity_at")
    strands = [Strand(lambda: everything, field, lambda numbers: everything.filter(pk__in=numbers)) for field in fields]
    return weave(strands, asked=asked, size=2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=rows)
def test_going_on_and_back_through_a_woven_list_shows_every_row_once(
    whose: tuple[Customer, Team], made: list[tuple[datetime | None, datetime]]
) -> None:
    with tickets_of(whose, made):
        forwards = [found := woven()]
        while found.after:
            forwards.append(found := woven(after=found.after))
        backwards = [found]
        while found.before:
            backwards.append(found := woven(before=found.before))
        everything = list(Ticket.objects.values_list("pk", flat=True))

    def shown(pages: Iterable[paging.Page[paging.Numbered]]) -> list[int]:
        return [row.pk for each in pages for row in each.rows]

    assert sorted(shown(forwards)) == sorted(everything * 2)
    assert shown(reversed(backwards)) == shown(forwards)
    assert (forwards[0].before, forwards[-1].after) == ("", "")


def test_a_woven_list_is_in_order_of_time(whose: tuple[Customer, Team]) -> None:
    with tickets_of(whose, [(None, minutes_after(minute)) for minute in (3, 1)]):
        late, early = Ticket.objects.order_by("-last_activity_at")

        assert [row.pk for row in woven().rows] == [late.pk, early.pk]
