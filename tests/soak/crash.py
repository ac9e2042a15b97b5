"""Every moment of paid conversations at which a desk can die, on SQLite and on PostgreSQL.

    python -m tests.soak.crash                       all of it
    python -m tests.soak.crash --changes             only what comes after the booking: moves, and a cancellation
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
from dataclasses import dataclass
from pathlib import Path

from tests.shell.databases import Databases
from tests.soak.saying import say
from tests.whole.crashing import UNREACHED, Play, Run, judged, undisturbed
from tests.whole.stories import BEGINS, CHANGES, STORIES

AT_ONCE = 3
TRIES = 3  # a moment that is not reached is played again
DATABASES = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True)
class Count:
    """How many moments were survived, how many not reached in any try, how many went wrong."""

    good: int = 0
    unreached: int = 0
    wrong: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.good + other.good, self.unreached + other.unreached, self.wrong + other.wrong)

    def __str__(self) -> str:
        return f"{self.good} survived, {self.unreached} not reached, {self.wrong} wrong"


async def all_points(story: str, kind: str, since: int, every: int, databases: Databases, folder: Path) -> Count:
    """What became of the moments of that story, from its step `since` on, on that kind of database."""

    def play(name: str) -> Play:
        place = folder / f"{kind}-{story}" / name.replace(":", "_")
        place.mkdir(parents=True)
        url = databases.sqlite(place) if kind == "sqlite" else databases.postgres()
        return Play(STORIES[story], url, place)

    began = time.monotonic()
    expected, points = await undisturbed(play("undisturbed"), since=since)
    if story in CHANGES and expected.outcome.left != CHANGES[story]:
        say(f"  WRONG {story}, although nobody died: {expected.outcome.left}")
        return Count(wrong=1)
    chosen = points[::every]
    say(f"{kind} {story}: {len(points)} moments, {len(chosen)} of them now")
    count = await _judge(chosen, play, expected)
    say(f"{kind} {story}: {count}, in {time.monotonic() - began:.0f} s")
    return count


async def _judge(points: Sequence[str], make: Callable[[str], Play], expected: Run) -> Count:
    turn = asyncio.Semaphore(AT_ONCE)
    counts: list[Count] = []

    async def one(point: str) -> None:
        async with turn:
            counts.append(await _survived(point, make, expected))
        if len(counts) % 25 == 0:
            say(f"  {len(counts)} of {len(points)}")

    await asyncio.gather(*(one(point) for point in points))
    return sum(counts, Count())


async def _survived(point: str, make: Callable[[str], Play], expected: Run) -> Count:
    for n in range(TRIES):
        play = await asyncio.to_thread(make, f"{point}-{n}")
        found = await judged(play, point, expected)
        missed = [line for line in found if line.startswith(UNREACHED)]
        if len(found) > len(missed):
            say(f"  WRONG {point}", *(f"    {line}" for line in found))
            return Count(wrong=1)
        if not missed:
            return Count(good=1)
    return Count(unreached=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every moment was survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.crash", description="Kill the desk at every moment.")
    parser.add_argument("--database", choices=DATABASES, default="", help="only this kind")
    parser.add_argument("--story", choices=sorted(STORIES), default="", help="only this conversation")
    parser.add_argument("--changes", action="store_true", help="only moves and cancellation, from their first word on")
    parser.add_argument("--every", type=int, default=1, help="every n-th moment only")
    options = parser.parse_args(arguments)
    since, stories = (BEGINS, sorted(CHANGES)) if options.changes else (0, sorted(STORIES))
    databases, count = Databases(), Count()
    try:
        with tempfile.TemporaryDirectory(prefix="desk-crash-") as folder:
            for kind in [options.database] if options.database else DATABASES:
                for story in [options.story] if options.story else stories:
                    count += asyncio.run(all_points(story, kind, since, options.every, databases, Path(folder)))
    finally:
        databases.close()
    say(f"crash: all survived ({count})" if not count.wrong else f"crash: WRONG ({count})")
    return 1 if count.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
