"""SQLAlchemy engines for a database URL: one that writes, one that only reads."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from bot.core.errors import WrongSettings

EXAMPLES = "sqlite:///desk.db or postgresql://user:password@host/name"


def database_url(written: str) -> URL:
    """The URL as SQLAlchemy wants it: `postgres://` and `postgresql://` mean psycopg 3. WrongSettings for anything else."""
    try:
        url = make_url(written)
    except ArgumentError:
        raise WrongSettings([f"DATABASE_URL is not an address of a database; for example {EXAMPLES}"]) from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if not url.database or url.database == ":memory:":
            raise WrongSettings(
                ["DATABASE_URL names no file, and the desk must survive a restart; for example sqlite:///desk.db"]
            )
        return url.set(drivername="sqlite")
    raise WrongSettings(
        [f"DATABASE_URL starts with {url.drivername}://, which the desk does not speak; for example {EXAMPLES}"]
    )


def sqlite_path(url: URL) -> Path | None:
    """The file of an SQLite URL."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def writing_engine(url: URL) -> Engine:
    """For the writer's thread and for migrations."""
    path = sqlite_path(url)
    if path is None:
        return _postgres(url, pool_size=2)
    if not path.parent.is_dir():
        raise WrongSettings([f"DATABASE_URL: the folder {path.parent} does not exist; make it or name another file"])
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _sqlite_writes)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(url: URL) -> Engine:
    """For pages, numbers and other commands. Refuses to write."""
    if sqlite_path(url) is None:
        return _postgres(url, pool_size=4, connect_args={"options": "-c default_transaction_read_only=on"})
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _sqlite_reads)
    event.listen(engine, "begin", _begin)
    return engine


def _postgres(url: URL, pool_size: int, connect_args: dict[str, Any] | None = None) -> Engine:
    try:
        return create_engine(
            url, pool_size=pool_size, pool_pre_ping=True, connect_args=connect_args or {}, hide_parameters=True
        )
    except ImportError:
        raise WrongSettings(
            ["DATABASE_URL names a PostgreSQL, but its driver is missing; install tutorbot[postgres]"]
        ) from None


def _sqlite_writes(connection: sqlite3.Connection, _: Any) -> None:
    # The driver's own transactions start late and let a savepoint survive an outer rollback: we say BEGIN ourselves.
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 1000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_reads(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 1000")
    connection.execute("PRAGMA query_only = ON")


def _begin_immediate(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:  # the writer's own transactions are begun by the driver
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
