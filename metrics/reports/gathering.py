"""An aggregate that both databases know by different names: all values of a group, as one list."""

import json
from typing import Any

from django.db.models import Aggregate, TextField
from django.db.models.sql.compiler import SQLCompiler


class Seconds(Aggregate):
    """Every length of time in a group that is known, in seconds, in no order.

    One row a group comes back instead of one a handoff: reading thousands of rows costs more than finding them.
    """

    function = "ARRAY_AGG"
    output_field = TextField()  # what comes back is made a list below

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        template = "ARRAY_AGG(EXTRACT(EPOCH FROM %(expressions)s)::float8)"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        # SQLite keeps lengths in microseconds.
        return super().as_sql(compiler, connection, template="JSON_GROUP_ARRAY(%(expressions)s / 1e6)", **context)

    def convert_value(self, value: Any, expression: Any, connection: Any) -> list[float]:
        values = json.loads(value) if isinstance(value, str) else value
        return [seconds for seconds in values or [] if seconds is not None]
