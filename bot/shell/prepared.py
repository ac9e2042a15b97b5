"""Statements of every turn: written by SQLAlchemy once for each database, run by the database's driver itself.

One schema and both dialects stay SQLAlchemy's business, but its execution takes 35 µs of Python a statement, and a driver
5; a turn has nine of them. Everything that is rarer goes through SQLAlchemy (`Tx.run`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

_SQLITE, _POSTGRES = SQLiteDialect_pysqlite(paramstyle="named"), PGDialect_psycopg()  # type: ignore[no-untyped-call]


class Sql(NamedTuple):
    """A text for one driver, and the values that stand in the statement itself. Parameters go by name."""

    text: str
    values: Mapping[str, Any]


class Prepared:
    """A statement for both drivers. `columns`: those an INSERT without values fills."""

    __slots__ = ("postgres", "sqlite")

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self.sqlite = _sql(statement, _SQLITE, columns)
        self.postgres = _sql(statement, _POSTGRES, columns)


def _sql(statement: ClauseElement, dialect: Dialect, columns: tuple[str, ...]) -> Sql:
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect, column_keys=list(columns) or None))
    if compiled.post_compile_params:
        raise TypeError(f"a list of values is written at each execution; use Tx.run: {compiled}")
    return Sql(str(compiled), {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required})
