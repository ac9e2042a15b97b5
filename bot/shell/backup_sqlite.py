"""An SQLite database saved while a desk writes to it, and put back where none does."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.core.errors import WrongSettings
from bot.shell.backup_files import private, to_disk
from bot.shell.store_lock import FileLock

COPY = "desk.sqlite3"
BESIDE = ("-wal", "-shm", "-journal")


def save(database: Path, target: Path) -> None:
    """A copy of one moment. It is taken in one step: steps would begin anew after each write of the desk's.

    In WAL mode a reader stops no writer, and the copy needs no second file.
    """
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(private(target))) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        wrong = _integrity(copy)
    if wrong:
        raise WrongSettings(
            [f"{database} is damaged, so its copy is, too ({wrong}); take the newest backup that is whole"]
        )
    to_disk(target)


def put_back(copy: Path, database: Path, aside: str) -> list[str]:
    """The copy stands where the database was; the files that were there, moved aside under `aside` ("": none may be there).

    WrongSettings when a desk serves that file, when something is there, or when the copy is damaged: then nothing was changed.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(database)
    try:
        there = [path for path in (database, *_beside(database)) if path.exists()]
        if there and not aside:
            raise WrongSettings(
                [f"there is a database at {database}; --force moves it aside and puts the backup there"]
            )
        filling = database.with_name(database.name + ".part")
        filling.unlink(missing_ok=True)
        shutil.copyfile(copy, private(filling))
        to_disk(filling)
        with closing(sqlite3.connect(filling)) as connection:
            wrong = _integrity(connection)
        if wrong:
            filling.unlink()
            raise WrongSettings(
                [f"the copy in the backup is damaged ({wrong}); take another backup. Nothing was changed"]
            )
        moved = [_move(path, database, aside) for path in there]
        os.replace(filling, database)
        to_disk(database.parent)
        return moved
    finally:
        lock.release()


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + end) for end in BESIDE]


def _move(path: Path, database: Path, aside: str) -> str:
    end = path.name.removeprefix(database.name)
    target = database.with_name(f"{database.name}.{aside}{end}")  # SQLite finds its -wal by the name
    path.rename(target)
    return str(target)


def _integrity(connection: sqlite3.Connection) -> str:
    """ "" when SQLite finds nothing wrong."""
    try:
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return type(error).__name__
    return "" if found == "ok" else "integrity_check found a fault"
