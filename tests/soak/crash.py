"""Every moment of two paid conversations at which a desk can die, on SQLite and on PostgreSQL.

    python -m tests.soak.crash                       all of it
    python -m tests.soak.crash --database sqlite     one kind of database
    python -m tests.soak.crash --story card --every 10

Prints progress and a closing summary. Exit status 1 when anything was lost, doubled or left undone.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.shell.databases import Databases
from tests.soak.saying import say
from tests.whole.crashing import UNREACHED, Play, Run, judged, undisturbed
from tests.whole.stories import STORIES

AT_ONCE = 3
DATABASES = ("sqlite", "postgres")


async def all_points(story: str, kind: str, every: int, databases: Databases, folder: Path) -> int:
    """How many moments of that story on that kind of database went wrong."""

    def play(name: str) -> Play:
        place = folder / f"{kind}-{story}" / name.replace(":", "_")
        place.mkdir(parents=True)
        url = databases.sqlite(place) if kind == "sqlite" else databases.postgres()
        return Play(STORIES[story], url, place)

    began = time.monotonic()
    expected, points = await undisturbed(play("undisturbed"))
    chosen = points[::every]
    say(f"{kind} {story}: {len(points)} moments, {len(chosen)} of them now")
    wrong, unreached = await _judge(chosen, play, expected)
    say(
        f"{kind} {story}: {len(chosen) - len(wrong) - len(unreached)} good, {len(unreached)} not reached, "
        f"{len(wrong)} wrong, in {time.monotonic() - began:.0f} s"
    )
    return len(wrong)


async def _judge(points: Sequence[str], make: Callable[[str], Play], expected: Run) -> tuple[list[str], list[str]]:
    """The moments that went wrong, and those that were not reached in two tries."""
    wrong: list[str] = []
    unreached: list[str] = []
    turn = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def one(point: str) -> None:
        nonlocal done
        async with turn:
            found = await judged(await asyncio.to_thread(make, point), point, expected)
        done += 1
        missed = [line for line in found if line.startswith(UNREACHED)]
        if len(found) > len(missed):
            wrong.append(point)
            say(f"  WRONG {point}", *(f"    {line}" for line in found))
        elif missed:
            unreached.append(point)
        if done % 25 == 0:
            say(f"  {done} of {len(points)}")

    await asyncio.gather(*(one(point) for point in points))
    return wrong, unreached


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every moment was survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.crash", description="Kill the desk at every moment.")
    parser.add_argument("--database", choices=DATABASES, default="", help="only this kind")
    parser.add_argument("--story", choices=sorted(STORIES), default="", help="only this conversation")
    parser.add_argument("--every", type=int, default=1, help="every n-th moment only")
    options = parser.parse_args(arguments)
    databases, wrong = Databases(), 0
    try:
        with tempfile.TemporaryDirectory(prefix="desk-crash-") as folder:
            for kind in [options.database] if options.database else DATABASES:
                for story in [options.story] if options.story else sorted(STORIES):
                    wrong += asyncio.run(all_points(story, kind, options.every, databases, Path(folder)))
    finally:
        databases.close()
    say("crash: all survived" if not wrong else f"crash: {wrong} moments went WRONG")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
