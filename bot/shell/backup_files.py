"""Files of a backup: readable by their owner only, on the disk before they count, known by their hash."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

NAME = "desk-%Y%m%dT%H%M%S"
UNFINISHED = ".part"


def name_of(now: datetime) -> str:
    """The name of a backup made at that moment: sortable, UTC, to the millisecond."""
    moment = now.astimezone(UTC)
    return f"{moment.strftime(NAME)}.{moment.microsecond // 1000:03d}Z"


def is_backup(path: Path) -> bool:
    """Whether that folder was made here, and wholly."""
    return (
        path.is_dir()
        and path.name.startswith("desk-")
        and path.name.endswith("Z")
        and (path / "manifest.json").exists()
    )


def backups(folder: Path) -> list[Path]:
    """The whole backups in that folder, the oldest first."""
    return sorted(path for path in folder.iterdir() if is_backup(path))


@contextmanager
def new_folder(folder: Path, name: str) -> Iterator[Path]:
    """A folder to fill. It gets its name only when it is whole and on the disk; nothing is left of one that failed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    filling = folder / (name + UNFINISHED)
    filling.mkdir(mode=0o700)
    try:
        yield filling
        to_disk(filling)
        filling.rename(folder / name)
    except BaseException:
        shutil.rmtree(filling)
        raise
    to_disk(folder)


def private(path: Path) -> Path:
    """A new empty file that only its owner can read, for somebody else to write into."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read, on the disk."""
    private(path).write_text(text, encoding="utf-8")
    to_disk(path)


def to_disk(path: Path) -> None:
    """A file's content, or a folder's names, survive a power cut from now on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The file's hash, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
