"""The name of this module is what Django looks for in an ENGINE."""

from datetime import UTC, datetime
from functools import partial
from traceback import clear_frames
from typing import Any, Self

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
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


class Connection(psycopg.Connection[Any]):
    """The driver's, with one option more: `patience`, the seconds that each statement has for its answer, or none.

    A statement that waited for so long fails with OperationalError.
    """

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        patience = options.pop("patience", None)
        try:
            connection = super().connect(conninfo, **options)
        except DriverError as error:
            # What the driver began stays in the frames of its failure, which only a look for garbage would find. Until
            # then a server that comes back has a connection for each attempt, and soon none left for those who ask.
            clear_frames(error.__traceback__)
            raise
        connection.adapters.register_loader("timestamptz", InstantLoader)
        if patience:
            connection.wait = partial(connection.wait, timeout=patience)  # type: ignore[method-assign]
        return connection

    def answers(self, *, within: float) -> bool:
        """Whether the server is still at its other end, and says so within so many seconds."""
        patient, self.wait = self.wait, partial(self.wait, timeout=within)  # type: ignore[method-assign]
        try:
            self.execute("")
        except DriverError:
            return False
        finally:
            self.wait = patient  # type: ignore[method-assign]
        return True


class Driver:
    """All that psycopg has, as Django asks for it, with connections of the kind above."""

    connect = Connection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, over such connections."""

    Database = Driver()  # type: ignore[assignment]

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        if pool := settings_dict["OPTIONS"].get("pool"):
            pool["connection_class"] = Connection

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection: Connection = super().get_new_connection(conn_params)
        if self.pool and not connection.answers(within=self.pool.timeout):
            # What one has lost, the others have lost as well: the server was started again, or stands still.
            self.pool.putconn(connection)
            self.pool.drain()
            connection = super().get_new_connection(conn_params)
        return connection
