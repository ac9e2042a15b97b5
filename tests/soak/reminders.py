"""A storm of reminders: so many lessons due in the same minute, two desks on one PostgreSQL, one of them killed in the middle.

    python -m tests.soak.reminders                    five thousand lessons
    python -m tests.soak.reminders --lessons 500      fewer
    python -m tests.soak.reminders --seed 2           killed at another moment

Prints how long it took and how long students who wrote meanwhile waited. Exit status 1 when anybody was reminded twice or not.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bot.shell.logs import configure_logs
from bot.shell.store import open_store
from tests.shell.databases import Databases
from tests.soak.saying import say
from tests.whole.reminder_storm import Weathered, storm
from tests.whole.replicas import replicas

LESSONS = 5_000
A_SLOW_MACHINE = ("chatwoot_callback_not_saved", "accept: TryAgainLater", "alert error_rate")
"""What desks say when two of them, a Chatwoot and a database starve for a processor: Chatwoot is told to ask again, and does."""


async def weather(databases: Databases, folder: Path, lessons: int, seed: int) -> Weathered:
    """The storm, weathered; the dice of `seed` say when the first desk is killed."""
    kill_after = random.Random(seed).random()  # noqa: S311 - to be repeatable
    database = databases.postgres()
    async with replicas(database, folder, seed=seed, allowed=A_SLOW_MACHINE) as desks:
        beside = await open_store(database, lock=False)
        weathered = await storm(desks, beside, lessons, kill_after=kill_after)
        say(f"reminders: {weathered}")
        await beside.close()
        assert desks.died, "nobody was killed"
    return weathered


def _logged(databases: Databases, folder: Path, lessons: int, seed: int) -> Weathered:
    with (folder / "here.log").open("w", encoding="utf-8") as log:
        configure_logs("warning", log, for_people=False)
        return asyncio.run(weather(databases, folder, lessons, seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when each student was reminded exactly once."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.reminders", description="Reminders, all at once.")
    parser.add_argument("--lessons", type=int, default=LESSONS, help="how many students are due")
    parser.add_argument("--seed", type=int, default=1, help="of the dice that say when the first desk dies")
    options = parser.parse_args(arguments)
    databases, began = Databases(), time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="desk-reminders-") as folder:
            weathered = _logged(databases, Path(folder), options.lessons, options.seed)
    except AssertionError as error:
        say(f"reminders: WRONG {error}", "".join(traceback.format_exception(error)))
        return 1
    finally:
        databases.close()
    say(
        f"reminders: {weathered.reminded} of {options.lessons}, none twice, all in all {time.monotonic() - began:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
