"""One list of rows of several kinds, the latest first, in pages that begin where another ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tickets.paging import Mark, Numbered, Order, Page, beyond


@dataclass(frozen=True)
class Strand:
    """The rows of one kind, in the order of one instant, and how those of some numbers are read to be shown."""

    rows: Callable[[], QuerySet[Any]]
    field: str  # an instant that each row has
    load: Callable[[list[int]], Iterable[Numbered]]
    latest: Callable[[int], Iterable[tuple[datetime, int]]] | None = None  # so many first places, where kept ready

    def places(self, mark: Mark | None, *, backwards: bool, most: int) -> Iterable[tuple[datetime, int]]:
        if self.latest and mark is None and not backwards:
            return self.latest(most)
        order, rows = Order(self.field, descending=True), self.rows()
        rows = rows.filter(beyond(order, mark, backwards=backwards)) if mark else rows
        return rows.order_by(*order.terms(backwards=backwards)).values_list(self.field, "pk")[:most]


def weave(strands: Sequence[Strand], *, asked: Mapping[str, str], size: int) -> Page[Numbered]:
    """The page of all strands together that an address asks for by `before` or `after`.

    A place is counted through all strands: row 7 of the second of two is number 15, so that rows of one instant keep
    their order.
    """
    backwards = "before" in asked
    text = asked.get("before") or asked.get("after") or ""
    mark = Mark.read(text) if text else None
    places = [
        (at, pk * len(strands) + number)
        for number, strand in enumerate(strands)
        for at, pk in strand.places(
            _of_strand(mark, number, len(strands), backwards), backwards=backwards, most=size + 1
        )
    ]
    places.sort(reverse=not backwards)
    more, marks = len(places) > size, [Mark(at, number) for at, number in places[:size]]
    if backwards:
        marks.reverse()
    return Page(
        _loaded(strands, marks),
        before=str(marks[0]) if marks and (more if backwards else bool(text)) else "",
        after=str(marks[-1]) if marks and (more or backwards) else "",
    )


def _of_strand(mark: Mark | None, number: int, strands: int, backwards: bool) -> Mark | None:
    """The mark as one strand has it: its rows beyond that are those beyond the place in all strands."""
    if mark is None:
        return None
    place = mark.pk - number
    return Mark(mark.at, place // strands if backwards else -(-place // strands))


def _loaded(strands: Sequence[Strand], marks: list[Mark]) -> list[Numbered]:
    found: dict[int, Numbered] = {}
    for number, strand in enumerate(strands):
        numbers = [mark.pk // len(strands) for mark in marks if mark.pk % len(strands) == number]
        if numbers:
            found |= {row.pk * len(strands) + number: row for row in strand.load(numbers)}
    return [found[mark.pk] for mark in marks if mark.pk in found]
