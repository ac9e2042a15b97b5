"""One desk per SQLite file: an exclusive lock on a file beside it, gone with the process however it ends."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from bot.core.errors import WrongSettings

LOOKS, LOOK_SECONDS = 10, 0.01  # a command that looks who serves the file has the lock for a moment


class FileLock:
    """Held from construction to `release`. WrongSettings when another process has it."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        # "a": opening must not empty a file in which the holder wrote its number.
        self._file: IO[str] | None = open(self.path, "a", encoding="utf-8")  # noqa: SIM115 - held for the process's life
        if not _locked(self._file, LOOKS):
            self._file.close()
            holder = self.path.read_text(encoding="utf-8").strip() or "unknown"
            raise WrongSettings(
                [
                    f"DATABASE_URL: {database} is already served by process {holder}; stop that desk first, give this one another"
                    " file, or use PostgreSQL for more than one process"
                ]
            )
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let the next one in."""
        if self._file is not None:
            self._file.close()
            self._file = None


def served_by(database: Path) -> str:
    """The number of the process that has the lock of that file; "" when nobody has."""
    path = database.with_name(database.name + ".lock")
    if not path.exists():
        return ""
    with open(path, encoding="utf-8") as file:
        return "" if _locked(file, 1) else file.read().strip() or "unknown"


def _locked(file: IO[str], tries: int) -> bool:
    for n in range(tries):
        if n:
            time.sleep(LOOK_SECONDS)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            pass
    return False
