"""Several tables written by one statement: the way to the database costs more than a small row does.

PostgreSQL takes them as parts of one statement, none of which sees what another writes; SQLite, where there is no way,
one after the other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model, QuerySet, sql
from django.db.models.constants import OnConflict

Statement = tuple[str, tuple[Any, ...]]


def inserting(rows: Sequence[Model], *, unless_there: bool = False) -> list[Statement]:
    """New rows of one table, whose own numbers nobody asks for; where wanted only those that are not there yet."""
    if not rows:
        return []
    fields = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, AutoField)]
    query = sql.InsertQuery(type(rows[0]), on_conflict=OnConflict.IGNORE if unless_there else None)
    query.insert_values(fields, list(rows))
    return [(text, tuple(values)) for text, values in query.get_compiler(connection=connection).as_sql()]


def deleting(rows: QuerySet[Any]) -> list[Statement]:
    """Rows that nothing else refers to."""
    query = rows.query.chain(sql.DeleteQuery)
    text, values = query.get_compiler(connection=connection).as_sql()
    return [(text, tuple(values))]


def write(*parts: Iterable[Statement]) -> None:
    """Do all of it, in the transaction of the caller."""
    statements = [statement for part in parts for statement in part]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for text, values in statements:
                cursor.execute(text, values)
            return
        *others, (last, _) = statements
        named = ", ".join(f"part_{number} AS ({text})" for number, (text, _) in enumerate(others))
        every = [value for _, values in statements for value in values]
        cursor.execute(f"WITH {named} {last}" if others else last, every)
