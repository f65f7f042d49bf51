"""The name of this module is what Django looks for in an ENGINE."""

from datetime import UTC, datetime
from functools import partial
from traceback import clear_frames
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg import Connection
from psycopg import Error as DriverError
from psycopg.abc import Buffer


class InstantLoader(BaseTzLoader):
    """As Django's, for what is said in UTC; a row has many instants, and Python itself reads one ten times as fast."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        text = str(data, "ascii")
        if text.endswith("+00"):
            try:
                return datetime.fromisoformat(text)
            except ValueError:  # such as one that Python has no year for: Django says what is wrong with it
                pass
        instant: datetime = super().load(data)
        return instant


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with one option more: `patience`, the seconds that each statement has for its answer, or none.

    A statement that waited for so long fails with OperationalError.
    """

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params.pop("patience", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        try:
            connection: Connection[Any] = super().get_new_connection(conn_params)
        except DriverError as error:
            # What the driver began stays in the frames of its failure, which only a look for garbage would find. Until
            # then a server that comes back has a connection for each attempt, and soon none left for those who ask.
            clear_frames(error.__traceback__)
            raise
        connection.adapters.register_loader("timestamptz", InstantLoader)
        if patience := self.settings_dict["OPTIONS"].get("patience"):
            connection.wait = partial(connection.wait, timeout=patience)  # type: ignore[method-assign]
        return connection
