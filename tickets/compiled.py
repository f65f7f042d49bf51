"""Queries that pages ask again and again: built and compiled once, then asked with other values.

Django builds and compiles a query anew at each request, which takes several times as long as the database needs to
answer it. What is kept here is the text of a query, never an answer.
"""

import copy
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Given = ParamSpec("Given")
Row = TypeVar("Row")

FIRST_NUMBER, FIRST_INSTANT = 2**62, datetime(1, 1, 1, tzinfo=UTC)
STANDS_IN = re.compile(rf"{str(FIRST_NUMBER)[:14]}|\b0001-01-")


def compiled(build: Callable[Given, "QuerySet[Any, Row]"]) -> Callable[Given, list[Row]]:
    """All rows of the queryset that a function makes; it takes its values by name, and by place what shapes it.

    Whole numbers, instants, lists of numbers and `Text` are values: the function hands them on to its query, where they
    stand for any value, and may not look at them. Anything else (a role, yes or no) shapes the query: each shape is
    compiled once. Prefetches are not followed: what is shown comes with the query itself. Nothing is found by a number
    that is larger than any column holds.
    """
    kept: dict[tuple[object, ...], Compiled[Row]] = {}

    @wraps(build)
    def ask(*args: Given.args, **given: Given.kwargs) -> list[Row]:
        if any(_is_beyond(value) for value in given.values()):
            return []
        return _of_shape(build, kept, args, given).rows(given)

    return ask


def compiled_text(
    build: Callable[Given, "QuerySet[Any, Any]"],
) -> Callable[Given, tuple[str, tuple[Any, ...]]]:
    """The queryset that a function makes as the database reads it, with its values, to stand in another query.

    Arguments are as those of `compiled`.
    """
    kept: dict[tuple[object, ...], Compiled[Any]] = {}

    @wraps(build)
    def text(*args: Given.args, **given: Given.kwargs) -> tuple[str, tuple[Any, ...]]:
        return _of_shape(build, kept, args, given).text(given)

    return text


def _of_shape(
    build: Callable[..., "QuerySet[Any, Row]"],
    kept: "dict[tuple[object, ...], Compiled[Row]]",
    args: tuple[Any, ...],
    given: Mapping[str, object],
) -> "Compiled[Row]":
    """Compiled now where nobody has asked so before."""
    stand_ins = {name: _stand_in(value, place) for place, (name, value) in enumerate(given.items(), start=1)}
    shape = (args, *sorted((name, value) for name, value in given.items() if stand_ins[name] is value))
    if shape not in kept:
        kept[shape] = Compiled(build(*args, **stand_ins), stand_ins)
    return kept[shape]


class Text(str):
    """Words that are a value of a query, and no part of its shape."""


class Compiled(Generic[Row]):
    """A query as the database reads it, with the places of the values that differ from one asking to the next."""

    def __init__(self, queryset: "QuerySet[Any, Row]", stand_ins: Mapping[str, object]) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(connection=connection)
        text, parameters = self._compiler.as_sql()
        names = {_mark(_as_sent(stand_in)): name for name, stand_in in stand_ins.items()}
        self._sql, self._parameters = _with_constants(text, [(names.get(_mark(each)), each) for each in parameters])
        if STANDS_IN.search(self._sql) or any(
            STANDS_IN.search(str(each)) for name, each in self._parameters if not name
        ):
            raise TypeError("Values are sent as they are: the query may make nothing else of them, and no limit.")
        columns = [column for column, *_ in self._compiler.select]
        self._converters = list(self._compiler.get_converters(columns).items())

    def text(self, values: Mapping[str, object]) -> tuple[str, tuple[Any, ...]]:
        """The query with these values. Raises TransactionManagementError where it locks and no transaction is there."""
        if self._queryset.query.select_for_update and connection.get_autocommit():
            raise transaction.TransactionManagementError("What is locked outside of a transaction is free at once.")
        return self._sql, tuple(_as_sent(values[name]) if name else parameter for name, parameter in self._parameters)

    def rows(self, values: Mapping[str, object]) -> list[Row]:
        """What is found now."""
        own = connections[DEFAULT_DB_ALIAS]  # of this thread; to ask the one that stands for all of them takes longer
        with own.cursor() as cursor:
            cursor.execute(*self.text(values))
            answer = cursor.fetchall()
        if self._converters:
            answer = [self._converted(row, own) for row in answer]
        query = copy.copy(self._queryset.query)
        query.get_compiler = lambda *args, **kwargs: _Answered(self._compiler, answer)  # type: ignore[method-assign]
        rows: Iterable[Any] = self._queryset._iterable_class(QuerySet(self._queryset.model, query))  # type: ignore[assignment]
        return list(rows)

    def _converted(self, row: tuple[Any, ...], own: BaseDatabaseWrapper) -> tuple[Any, ...]:
        """What the fields make of it."""
        values = list(row)
        for place, (converters, expression) in self._converters:
            for convert in converters:
                values[place] = convert(values[place], expression, own)
        return tuple(values)


def _with_constants(text: str, parameters: list[tuple[str | None, Any]]) -> tuple[str, list[tuple[str | None, Any]]]:
    """The query with what never differs written into it, and the parameters that are left.

    PostgreSQL may then plan it once for all values: only so does it know that a partial index fits.
    """
    left, parts = [], []
    waiting = iter(parameters)
    for part in re.split("(%.)", text):
        if part == "%s":
            name, value = next(waiting)
            written = _literal(value) if name is None else None
            if written is None:
                left.append((name, value))
            parts.append(written or part)
        else:
            parts.append(part)
    return "".join(parts), left


def _literal(value: object) -> str | None:
    """A plain value as SQL says it, to stand among placeholders; None for any other."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value >= 0 else f"({value})"
    if isinstance(value, str) and "\\" not in value and "\0" not in value:
        said = str.__str__(value)  # of a choice too, what it stands for
        return "'" + said.replace("'", "''").replace("%", "%%") + "'"
    return None


class _Answered:
    """Stands for the compiler of a query that was asked already, where Django makes rows of the answer."""

    def __init__(self, compiler: SQLCompiler, answer: list[tuple[Any, ...]]) -> None:
        self.select = compiler.select
        self.klass_info = compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self._answer = answer

    def execute_sql(self, *args: object, **how: object) -> list[tuple[Any, ...]]:
        return self._answer

    def results_iter(self, *args: object, **how: object) -> Iterator[tuple[Any, ...]]:
        return iter(self._answer)


class AnyOf(Lookup):
    """One of a list of numbers, sent as one parameter, so that a query reads the same however many there are."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*parameters, self.rhs)
        listed = "(SELECT value FROM JSON_EACH(%s))"
        return f"{column} IN {listed}", (*parameters, json.dumps(self.rhs))


def any_of(field: str, numbers: list[int]) -> Q:
    """Whether a number of the row, such as `to_team_id`, is one of these."""
    return Q(AnyOf(F(field), numbers))


def _as_sent(value: object) -> object:
    """What Django makes of a value for the driver: SQLite's does not take all of them as they are."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return json.dumps(value) if isinstance(value, list) else value


def _mark(value: object) -> str:
    """What tells a value from others: of a whole number that itself, also where the driver is told how wide it is."""
    return repr(int(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def _is_beyond(value: object) -> bool:
    """Whether no column can hold a number, as an address may name: SQLite refuses even to be asked for it."""
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _stand_in(value: object, place: int) -> object:
    """What stands for a value while its query is compiled, and occurs in no query by itself; a shape for itself."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return FIRST_NUMBER + place
    if isinstance(value, datetime):
        return FIRST_INSTANT + timedelta(place)
    if isinstance(value, Text):
        return Text(f"{FIRST_NUMBER + place}")
    return [FIRST_NUMBER + place] if isinstance(value, list) else value
