"""`python -m bot …` in a process of its own, forked from the server that has imported everything: a start costs milliseconds.

The command itself, as a person starts it: `tests/shell/test_commands.py`.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.__main__ import main
from tests.whole.desk_process import FORKING


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        """Standard output, read."""
        return json.loads(self.out)


async def command(environment: Mapping[str, str], *words: str) -> Said:
    """The command with exactly these settings, and what every process has."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="desk-test-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = FORKING.Process(target=_runs, args=(words, kept | dict(environment), out, err), daemon=True)
        process.start()
        await asyncio.to_thread(process.join)
        return Said(out.read_text("utf-8"), err.read_text("utf-8"), process.exitcode or 0)


def _runs(words: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, "r" if n == 0 else "w", encoding="utf-8") for n in range(3))
    sys.argv = ["bot", *words]
    main()
