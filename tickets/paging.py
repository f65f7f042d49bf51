"""Pages of a list that grows: each begins where another ended, so that the hundredth costs what the first does.

Nothing is counted, and a row that comes or goes meanwhile neither repeats nor hides another.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import BadRequest
from django.db.models import F, Q, QuerySet

from tickets.days import in_utc


class Numbered(Protocol):
    """A row, or what a list says of one."""

    @property
    def pk(self) -> Any: ...


Row = TypeVar("Row", bound=Numbered)


@dataclass(frozen=True)
class Order:
    """By one instant of a row, then by its number. Rows without that instant come last."""

    field: str
    descending: bool = False
    nullable: bool = False

    def terms(self, *, backwards: bool) -> list[Any]:
        descending = self.descending != backwards
        number = "-pk" if descending else "pk"
        if not self.nullable:
            return [f"-{self.field}" if descending else self.field, number]
        term = F(self.field).desc(nulls_first=True) if descending else F(self.field).asc(nulls_last=True)
        return [term, number]


@dataclass(frozen=True)
class Mark:
    """The place of one row in an order."""

    at: datetime | None
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat() if self.at else ''}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Mark":
        """The mark that an address carries. Raises BadRequest where it is damaged."""
        at, _, pk = text.rpartition("_")
        try:
            return cls(_instant(at) if at else None, int(pk))
        except ValueError as error:
            raise BadRequest("The address of this page is damaged.") from error


def _instant(text: str) -> datetime:
    # A plus in an address that was copied by hand arrives as a space.
    instant = datetime.fromisoformat(text.replace(" ", "+"))
    if instant.tzinfo is None:
        raise ValueError("an instant carries its zone")
    return in_utc(instant)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the marks where the pages before and after them begin; empty where there is none."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def page(
    rows: QuerySet[Any],
    *,
    order: Order,
    asked: Mapping[str, str],
    size: int,
    load: Callable[[list[int]], Iterable[Row]],
) -> Page[Row]:
    """The page that an address asks for by `before` or `after`; the first where it asks for neither.

    The places are found first, on few columns; `load` then brings the rows of these numbers with all that is shown.
    """
    backwards = "before" in asked
    text = asked.get("before") or asked.get("after") or ""
    if text:
        rows = rows.filter(beyond(order, Mark.read(text), backwards=backwards))
    places = rows.order_by(*order.terms(backwards=backwards)).values_list(order.field, "pk")
    marks = [Mark(at, pk) for at, pk in places[: size + 1]]
    more, marks = len(marks) > size, marks[:size]
    if backwards:
        marks.reverse()
    return Page(
        _loaded(marks, load),
        before=str(marks[0]) if marks and (more if backwards else bool(text)) else "",
        after=str(marks[-1]) if marks and (more or backwards) else "",
    )


def _loaded(marks: list[Mark], load: Callable[[list[int]], Iterable[Row]]) -> list[Row]:
    found = {row.pk: row for row in load([mark.pk for mark in marks])} if marks else {}
    return [found[mark.pk] for mark in marks if mark.pk in found]


def begin(
    places: Iterable[tuple[datetime | None, int]], *, size: int, load: Callable[[list[int]], Iterable[Row]]
) -> Page[Row]:
    """The first page of a list whose first places were found already, one more than it shows where there are more."""
    marks = [Mark(at, pk) for at, pk in places]
    return Page(_loaded(marks[:size], load), after=str(marks[size - 1]) if len(marks) > size else "")


def first_page(rows: list[Row], *, order: Order, size: int) -> Page[Row]:
    """The first page of rows that were read in this order, one more than it shows where there are more."""
    shown = rows[:size]
    return Page(shown, after=str(Mark(getattr(shown[-1], order.field), shown[-1].pk)) if len(rows) > size else "")


def beyond(order: Order, mark: Mark, *, backwards: bool) -> Q:
    """The rows after a mark, or before it."""
    side = "lt" if order.descending != backwards else "gt"
    same = Q(**{order.field: mark.at, f"pk__{side}": mark.pk})
    if mark.at is None:
        same = Q(**{f"{order.field}__isnull": True, f"pk__{side}": mark.pk})
        return same | Q(**{f"{order.field}__isnull": False}) if side == "lt" else same
    beyond = same | Q(**{f"{order.field}__{side}": mark.at})
    if order.nullable and side == "gt":
        return beyond | Q(**{f"{order.field}__isnull": True})
    # Says nothing new, but an index can begin there.
    return beyond & Q(**{f"{order.field}__{side}e": mark.at})
