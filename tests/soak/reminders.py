"""A storm of reminders: so many lessons due in the same minute, two desks on one PostgreSQL, one of them killed in the middle.

    python -m tests.soak.reminders                    five hundred lessons
    python -m tests.soak.reminders --lessons 5000     as many as a large school has in a week

Prints how long it took and how long a student who wrote meanwhile waited. Exit status 1 when anybody was reminded twice or not.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.shell.logs import configure_logs
from bot.shell.store import open_store
from tests.shell.databases import Databases
from tests.soak.saying import say
from tests.whole.reminder_storm import Weathered, storm
from tests.whole.replicas import replicas

LESSONS = 500


async def weather(databases: Databases, folder: Path, lessons: int) -> Weathered:
    """The storm, weathered."""
    database = databases.postgres()
    async with replicas(database, folder) as desks:
        beside = await open_store(database, lock=False)
        weathered = await storm(desks, beside, lessons, desks.world.clock.now())
        await beside.close()
        assert desks.died, "nobody was killed"
    return weathered


def _logged(databases: Databases, folder: Path, lessons: int) -> Weathered:
    with (folder / "here.log").open("w", encoding="utf-8") as log:
        configure_logs("warning", log, for_people=False)
        return asyncio.run(weather(databases, folder, lessons))


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when each student was reminded exactly once."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.reminders", description="Reminders, all at once.")
    parser.add_argument("--lessons", type=int, default=LESSONS, help="how many students are due")
    options = parser.parse_args(arguments)
    databases, began = Databases(), time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="desk-reminders-") as folder:
            weathered = _logged(databases, Path(folder), options.lessons)
    except AssertionError as error:
        say(f"reminders: WRONG {error}")
        return 1
    finally:
        databases.close()
    say(f"reminders: {weathered}; all in all {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
