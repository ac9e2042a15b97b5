"""A PostgreSQL database saved with pg_dump in the middle of the work, and put back with pg_restore."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text

from bot.core.errors import WrongSettings
from bot.shell.backup_files import private, to_disk
from bot.shell.logs import masked

COPY = "desk.dump"
ASIDE = "before_"


def save(connection: Connection, url: URL, target: Path) -> None:
    """A dump of exactly what `connection`'s transaction sees (it must be repeatable read). WrongSettings when it cannot be."""
    program = _program("pg_dump")
    server = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
    if (ours := _version(program)) < server:
        raise WrongSettings(
            [
                f"pg_dump is of PostgreSQL {ours} and the server of {server}: it has to be as new; install postgresql-client-{server}"
            ]
        )
    snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    _run(
        url,
        *(program, "--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*"),
        *(f"--snapshot={snapshot}", f"--file={private(target)}", f"--dbname={_without_password(url)}"),
    )
    to_disk(target)


def put_back(copy: Path, engine: Engine, aside: str) -> list[str]:
    """The dump's tables are there; the schemas that were moved aside ("" = nothing may be there).

    WrongSettings when they cannot be put there; what was moved aside is back in its place then.
    """
    program = _program("pg_restore")
    moved: list[str] = []
    schema = ASIDE + re.sub(r"\W", "_", aside).lower()
    with engine.begin() as connection:
        if _tables(connection):
            if not aside:
                raise WrongSettings(
                    [
                        "there are tables in the database of DATABASE_URL; --force moves them aside and puts the backup there"
                    ]
                )
            connection.execute(text(f'ALTER SCHEMA public RENAME TO "{schema}"'))  # letters, digits and _ only
            connection.execute(text("CREATE SCHEMA public"))
            moved.append(f"schema {schema}")
    try:
        _run(
            engine.url,
            *(program, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
            *(f"--dbname={_without_password(engine.url)}", str(copy)),
        )
    except WrongSettings:
        if moved:  # a desk that starts now must not find an empty database
            with engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))  # ours, and empty: the dump is one transaction
                connection.execute(text(f'ALTER SCHEMA "{schema}" RENAME TO public'))
        raise
    return moved


def _tables(connection: Connection) -> int:
    found = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    return int(connection.execute(text(found)).scalar_one())


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise WrongSettings(
            [
                f"{name} is not installed (or not on PATH), and PostgreSQL is backed up with it; install postgresql-client"
            ]
        )
    return found


def _version(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"(\d+)", told.partition(")")[2])
    return int(found[1]) if found else 0


def _without_password(url: URL) -> str:
    # A command line can be read by everybody on the machine.
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(url: URL, *command: str) -> None:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | password, check=False)  # noqa: S603
    if done.returncode:
        # Only its first line: the later ones show rows.
        why = masked(next(iter(done.stderr.splitlines()), "no word of why"))
        raise WrongSettings([f"{Path(command[0]).name} failed: {why}"])
