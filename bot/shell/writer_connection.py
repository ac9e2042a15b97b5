"""The one connection that writes, and its transactions.

A transaction is begun and ended by the driver; SQLAlchemy joins it when a unit asks it something (its own beginning, its
events and its end cost more than the commit of a small batch).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine


class WriterConnection:
    """Opened when it is first needed, and again after it was forgotten."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._postgres = engine.dialect.name == "postgresql"
        self._open: Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Commits at the end of the block; rolls back when it raises."""
        if self._open is None:
            self._open = self._engine.connect()
        connection = self._open
        driver: Any = connection.connection.driver_connection
        if not self._postgres:  # psycopg begins by itself
            driver.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            # If SQLAlchemy joined in, it has to know that this is the end.
            (connection if connection.in_transaction() else driver).commit()
        except BaseException:
            (connection if connection.in_transaction() else driver).rollback()
            raise

    def forget(self) -> None:
        """Close it, in whatever state it is; the next transaction opens another."""
        if self._open is not None:
            connection, self._open = self._open, None
            connection.invalidate()
            connection.close()
