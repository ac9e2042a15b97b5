"""A look at a desk's database from another process: read-only, all of one moment, while the desk goes on working."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.core.errors import WrongSettings
from bot.shell.store_connections import database_url, reading_engine, sqlite_path
from bot.shell.store_schema import compare
from bot.shell.writer import Tx


@contextmanager
def reading(url: str) -> Iterator[Tx]:
    """A transaction that sees one state of all tables. WrongSettings when there is no desk's database of this release."""
    if not url:
        raise WrongSettings(
            ["there is no desk's database: a rehearsal keeps nothing. Name your accounts; see .env.example"]
        )
    address = database_url(url)
    path = sqlite_path(address)
    if path is not None and not path.is_file():
        raise WrongSettings(
            [f"DATABASE_URL: there is no desk's database at {path}; start one with `python -m bot run`"]
        )
    engine = reading_engine(address)
    if path is None:  # SQLite's transactions are like this anyway
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        compare(engine)
        with engine.begin() as connection:
            yield Tx(connection, path is None, alone=True)
    except DBAPIError as error:
        raise WrongSettings([f"DATABASE_URL: the database cannot be read ({type(error.orig).__name__})"]) from error
    finally:
        engine.dispose()
