"""Two hundred who all say yes at once, for overlapping times of two tutors and a place for one lesson.

    python -m tests.soak.claims                  one desk on SQLite, then three on PostgreSQL
    python -m tests.soak.claims --people 400     more of them

Prints what the refused were told. Exit status 1 when a time was held twice or anything else is wrong.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bot.shell.logs import configure_logs
from bot.shell.store import open_store
from tests.shell.databases import Databases
from tests.soak.saying import say
from tests.whole.claims_storm import Storm, business, claims_storm, judge
from tests.whole.crowd import Hopeful
from tests.whole.desk_and_world import desk_and_world, sqlite
from tests.whole.ledger_of import Ledger
from tests.whole.replicas import replicas

PEOPLE, SEED, DESKS = 200, 1, 3
Told = tuple[Storm, Sequence[int], list[str]]


async def one_desk(databases: Databases, folder: Path, people: int, seed: int) -> Told:
    """SQLite."""
    del databases
    database = sqlite(folder)
    async with desk_and_world(database, settings=business(folder)) as whole:
        beside = await open_store(database, lock=False)
        storm, crowd = await claims_storm(whole.world, beside, people, seed)
        await whole.settles()
        await beside.close()
        return storm, (), await _wrong(database, crowd)


async def three_desks(databases: Databases, folder: Path, people: int, seed: int) -> Told:
    """PostgreSQL; every callback goes to any of the desks by chance."""
    database = databases.postgres()
    async with replicas(database, folder, seed=seed, number=DESKS, settings=business(folder)) as desks:
        beside = await open_store(database, lock=False)
        storm, crowd = await claims_storm(desks.world, beside, people, seed)
        await desks.settles()
        await beside.close()
        return storm, sorted(desks.balancer.passed.values()), await _wrong(database, crowd)


async def _wrong(database: str, crowd: Sequence[Hopeful]) -> list[str]:
    beside, ledger = await open_store(database, lock=False), Ledger(database)
    wrong = await beside.read(lambda tx: judge(tx, crowd))
    wrong += ledger.findings() + ledger.dead()
    ledger.close()
    await beside.close()
    return wrong


KINDS: dict[str, Callable[..., Coroutine[Any, Any, Told]]] = {
    "one desk on SQLite": one_desk,
    "three desks on PostgreSQL": three_desks,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when no time was held twice and everybody refused was offered something else."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.claims", description="All want the same hours at once.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    databases, wrong = Databases(), 0
    try:
        for name, kind in KINDS.items():
            wrong += _run(name, partial(kind, databases, people=options.people, seed=options.seed))
    finally:
        databases.close()
    say("claims: no time was held twice" if not wrong else f"claims: {wrong} WRONG")
    return 1 if wrong else 0


def _run(name: str, work: Callable[[Path], Coroutine[Any, Any, Told]]) -> int:
    """How much was wrong."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="desk-claims-") as folder,
        (Path(folder) / "here.log").open("w", encoding="utf-8") as log,
    ):
        configure_logs("warning", log, for_people=False)
        storm, requests, wrong = asyncio.run(work(Path(folder)))
    say(f"{name}: {storm.had} had a time, {storm.refused} refusals, in {time.monotonic() - began:.0f} s")
    say(f"  asked for: lessons of {storm.lengths} minutes that begin at {storm.starts} past the hour")
    say(*(f"  a desk took {n} requests" for n in requests))
    say(*(f"  told: {line}" for line in storm.told))
    say(*(f"  WRONG {line}" for line in wrong))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
