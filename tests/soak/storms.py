"""Storms: webhooks in every order and number, crowds for the same hours at one desk and at two, desks that die meanwhile.

    python -m tests.soak.storms                 all of it
    python -m tests.soak.storms --seeds 50      longer

Prints progress and a closing summary. Exit status 1 when anything was lost, doubled or sold twice.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

from bot.shell.logs import configure_logs
from tests.shell.databases import Databases
from tests.soak.saying import say
from tests.whole.crowd import all_pay, crowd, everything_happened_once, nothing_was_sold_twice, storm
from tests.whole.desk_and_world import Whole, desk_and_world, sqlite, texts
from tests.whole.ledger_of import Ledger
from tests.whole.replicas import replicas
from tests.whole.webhook_storm import paid_unheard, post, post_shuffled

SEEDS = 10
PEOPLE = 50
POINTS = (
    "accept.before_commit", "accept.after_commit", "turn.before_commit", "turn.after_commit", "done.before_commit",
    "done.after_commit", "release.before_commit", "release.after_commit", "delivery.before:Say", "delivery.after:Say",
    "delivery.before:Mirror", "delivery.after:Mirror", "delivery.before:OpenCheckout", "delivery.after:OpenCheckout",
)  # fmt: skip
Storm = Callable[[int, Databases, Path], Coroutine[Any, Any, str]]


async def webhooks(seed: int, _: Databases, folder: Path) -> str:
    """Every order of all events of one payment, each event as often as the dice say, some at once."""
    dice = random.Random(seed)  # noqa: S311 - to be repeatable
    database = sqlite(folder)
    async with desk_and_world(database) as whole:
        orders = 0
        for later in (False, True):
            _chat, events = await paid_unheard(whole, later=later)
            every = list(permutations(range(len(events))))
            dice.shuffle(every)
            for order in every[:12]:
                await _one_payment(whole, later, order, dice)
                orders += 1
        ledger = Ledger(database)
        assert ledger.findings() == []
        ledger.close()
        return f"{orders} payments"


async def _one_payment(whole: Whole, later: bool, order: Sequence[int], dice: random.Random) -> None:
    chat, events = await paid_unheard(whole, later=later)
    for n in order:
        answers = await post(whole, [events[n]] * dice.randint(1, 20))
        assert set(answers) == {200}
        if dice.random() < 0.5:
            await whole.settles()
    assert set(await post_shuffled(whole, events, 20, dice)) == {200}
    told = texts(await chat.hears())
    assert told.count("Geboekt!") == 1, told
    assert whole.world.stripe.tables.refunds == {}


async def one_desk(seed: int, _: Databases, folder: Path) -> str:
    """A crowd at one desk on SQLite."""
    database = sqlite(folder)
    async with desk_and_world(database) as whole:
        people = await crowd(whole.world, PEOPLE, seed)
        await storm(people)
        await whole.settles()
        ledger = Ledger(database)
        await nothing_was_sold_twice(people, ledger)
        assert ledger.dead() == []
        ledger.close()
    return f"{sum(one.refused for one in people)} refusals"


async def two_desks(seed: int, databases: Databases, folder: Path) -> str:
    """A crowd at two desks on one PostgreSQL."""
    async with replicas(databases.postgres(), folder, seed=seed) as desks:
        people = await crowd(desks.world, PEOPLE, seed)
        await storm(people)
        await desks.settles()
        await nothing_was_sold_twice(people, desks.ledger)
        assert desks.ledger.dead() == []
    return f"{sum(one.refused for one in people)} refusals, {sorted(desks.balancer.passed.values())} requests"


async def one_dies(seed: int, databases: Databases, folder: Path) -> str:
    """Paid conversations over two desks of which one dies somewhere."""
    dice = random.Random(seed)  # noqa: S311 - to be repeatable
    failpoint = f"{dice.choice(POINTS)}:{dice.randint(1, 40)}"
    async with replicas(databases.postgres(), folder, seed=seed, failpoint=failpoint) as desks:
        people = await crowd(desks.world, 12, seed)
        await storm(people)
        await all_pay(desks.world, people)
        await desks.settles()
        await everything_happened_once(desks.world, people, desks.ledger)
    return f"death at {failpoint}" if desks.died else f"{failpoint} not reached"


STORMS: dict[str, Storm] = {"webhooks": webhooks, "one-desk": one_desk, "two-desks": two_desks, "one-dies": one_dies}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nothing was lost, doubled or sold twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.storms", description="Everything at once, many times.")
    parser.add_argument("--storm", choices=sorted(STORMS), default="", help="only this one")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how often each, each time with other dice")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    options = parser.parse_args(arguments)
    databases, wrong = Databases(), 0
    try:
        for name in [options.storm] if options.storm else STORMS:
            for seed in range(options.first, options.first + options.seeds):
                wrong += not _went_well(name, seed, databases)
    finally:
        databases.close()
    say("storms: all weathered" if not wrong else f"storms: {wrong} went WRONG")
    return 1 if wrong else 0


def _went_well(name: str, seed: int, databases: Databases) -> bool:
    with tempfile.TemporaryDirectory(prefix="desk-storm-") as folder:
        began = time.monotonic()
        with (Path(folder) / "here.log").open("w", encoding="utf-8") as log:
            configure_logs("warning", log, for_people=False)
            try:
                told = asyncio.run(STORMS[name](seed, databases, Path(folder)))
            except Exception as error:
                say(f"  WRONG {name} seed {seed}: {type(error).__name__} {error}")
                return False
    say(f"{name} seed {seed}: {told}, in {time.monotonic() - began:.0f} s")
    return True


if __name__ == "__main__":
    sys.exit(main())
