"""A backup of the desk while it runs: the database of one moment, the business file, the settings without their secrets.

And the way back. A backup is a folder that gets its name only when it is whole; what it replaces is moved aside.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, func, select
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.pool import NullPool

from bot.core.errors import WrongSettings
from bot.shell import backup_postgres, backup_sqlite
from bot.shell.backup_files import backups, name_of, new_folder, sha256, write_private
from bot.shell.backup_manifest import Manifest, read_manifest, release, write_manifest
from bot.shell.leases_shared import living
from bot.shell.store_connections import database_url, sqlite_path
from bot.shell.store_schema import knows, revision_of
from bot.shell.tables import metadata
from bot.shell.writer import Tx

BUSINESS, SETTINGS, STRIPE = "business.toml", "settings.json", "stripe.json"


@dataclass(frozen=True, slots=True)
class ToSave:
    """What goes into a backup besides the database. `notes`: what could not be read of Stripe."""

    business: str
    settings: Mapping[str, str]
    stripe: Mapping[str, Any]
    notes: Iterable[str]
    live: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """`moved`: what was there before, and where it is now."""

    manifest: Manifest
    moved: list[str]


def back_up(url: str, folder: Path, what: ToSave, now: datetime) -> tuple[Path, Manifest]:
    """The new backup in `folder`. WrongSettings when there is nothing to save, or no way to."""
    name = name_of(now)
    try:
        with new_folder(folder, name) as filling:
            rows, schema, file = _save_database(database_url(url), filling)
            write_private(filling / BUSINESS, what.business)
            for part, content in ((SETTINGS, what.settings), (STRIPE, what.stripe)):
                write_private(filling / part, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
            manifest = Manifest(
                made_at=now.isoformat(),
                release=release(),
                schema=schema,
                database="sqlite" if file == backup_sqlite.COPY else "postgresql",
                mode="live" if what.live else "test",
                rows=rows,
                files={part: sha256(filling / part) for part in (file, BUSINESS, SETTINGS, STRIPE)},
                notes=list(what.notes),
            )
            write_manifest(filling, manifest)
    except OSError as error:
        raise WrongSettings([f"the backup could not be written to {folder} ({error.strerror})"]) from None
    return folder / name, manifest


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Removes all but the newest `keep` backups, and tells which. Other things in the folder are left alone."""
    older = backups(folder)[:-keep]
    for each in older:
        shutil.rmtree(each)
    return older


def restore(url: str, backup: Path, aside: str) -> Restored:
    """The backup's database is where DATABASE_URL says. WrongSettings, with nothing changed, when that cannot be.

    `aside`: what is there is moved aside under that name; "" when nothing may be there.
    """
    manifest = read_manifest(backup)
    if not knows(manifest.schema):
        raise WrongSettings(
            [
                f"{backup} has schema {manifest.schema} of release {manifest.release}, which this release ({release()}) does"
                " not know; restore it with that release or a newer one"
            ]
        )
    where = database_url(url)
    path = sqlite_path(where)
    if (path is None) != (manifest.database == "postgresql"):
        raise WrongSettings([f"{backup} is of {manifest.database}, and DATABASE_URL names another kind of database"])
    if path is not None:
        return Restored(manifest, backup_sqlite.put_back(backup / backup_sqlite.COPY, path, aside))
    engine = _engine(where)
    try:
        with engine.connect() as connection:
            _nobody_works(connection)
        return Restored(manifest, backup_postgres.put_back(backup / backup_postgres.COPY, engine, aside))
    except DBAPIError as error:
        raise WrongSettings([f"DATABASE_URL: the database cannot be reached ({type(error.orig).__name__})"]) from None
    finally:
        engine.dispose()


def _save_database(url: URL, folder: Path) -> tuple[dict[str, int], str, str]:
    """How many rows each table has in the copy, its schema, and the copy's name."""
    path = sqlite_path(url)
    if path is not None:
        if not path.is_file():
            raise WrongSettings([f"DATABASE_URL: there is no database at {path}"])
        backup_sqlite.save(path, folder / backup_sqlite.COPY)
        url = URL.create("sqlite", database=str(folder / backup_sqlite.COPY))
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            rows, schema = _counted(connection), revision_of(connection)
            if not schema:
                raise WrongSettings(["DATABASE_URL: there is no desk in this database"])
            if path is None:
                backup_postgres.save(connection, url, folder / backup_postgres.COPY)
    except DBAPIError as error:
        raise WrongSettings([f"DATABASE_URL: the database cannot be read ({type(error.orig).__name__})"]) from None
    finally:
        engine.dispose()
    return rows, schema, backup_sqlite.COPY if path is not None else backup_postgres.COPY


def _engine(url: URL) -> Engine:
    # Everything that is counted and dumped is of one moment.
    level = {} if url.drivername == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, **level)


def _counted(connection: Connection) -> dict[str, int]:
    found = {}
    for table in metadata.sorted_tables:
        try:
            found[table.name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
        except DBAPIError:
            raise WrongSettings(
                [f"DATABASE_URL: there is no table {table.name}; is it a database of another release?"]
            ) from None
    return found


def _nobody_works(connection: Connection) -> None:
    try:
        alive = living(Tx(connection, postgres=True, alone=True))
    except ProgrammingError:
        return  # no tables, so no desk
    if alive:
        raise WrongSettings(
            [f"{alive} desk(s) run on this database; stop them first (a killed one counts for ten seconds)"]
        )
