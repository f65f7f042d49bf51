"""Counting that stops: beyond a hundred a number says no more than that there is much."""

from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery

CAP = 100  # nothing is counted further: 99+


class CappedCount(Func):
    """How many rows there are, as far as a cap: the database stops counting there."""

    template = "(SELECT COUNT(*) FROM %(expressions)s counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], *, cap: int = CAP) -> None:
        super().__init__(Subquery(rows.order_by().values("pk")[:cap]))


def capped(count: int) -> str:
    """A count as it is shown: `99+` where it reached the cap."""
    return f"{CAP - 1}+" if count >= CAP else str(count)
