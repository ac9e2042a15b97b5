"""Lost webhooks: half of Stripe's events never come, a quarter comes twice, none in order; two comparisons make it right.

    python -m tests.soak.lost                              500 orders
    python -m tests.soak.lost --orders 60 --seed 7         fewer, with other dice

A real desk on SQLite and the pretend world, over HTTP: students book in the chat, and every course of a payment befalls
their links (tests/soak/lost_fates.py). Then `reconcile --fix` twice. Exit status 1 unless the books are right, every cent
at Stripe is known, and every paid lesson is booked, given back, or waits for a person who was told.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.shell.logs import configure_logs
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.reading_pace import Pace
from bot.shell.reconciling import Reconciler, Report
from tests.soak.lost_fates import befalls, drawn
from tests.soak.lost_judging import wrongs
from tests.soak.lost_post import Postman
from tests.soak.saying import say
from tests.whole.desk_and_world import Chat, Whole, desk_and_world, sqlite

BOOK = ("say Bijles wiskunde, 60 minuten", "tap 1", "tap adult", "tap pay")
A_BATCH = 25
HOLD_OVER_MINUTES = 61
LATER_MINUTES = 6 * 60  # all of it within the 30 days that Stripe lists events for
BUSINESS = Path(__file__).parents[2] / "bot" / "business.toml"
Say = Callable[..., None]


@dataclass(slots=True)
class Lost:
    """What a run came to."""

    fates: Counter[str] = field(default_factory=Counter)
    too_late: int = 0
    reports: list[Report] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    brought: int = 0
    lost: int = 0


async def lost(folder: Path, orders: int, seed: int, *, lose: float = 0.5, looks: int = 2, tell: Say = say) -> Lost:
    """So many orders, their fates and their webhooks by the dice; then two comparisons, and the judge."""
    dice, run = random.Random(seed), Lost()  # noqa: S311 - to be repeatable
    async with desk_and_world(sqlite(folder), settings={"BUSINESS_FILE": str(_wide_open(folder))}) as whole:
        began, chats = whole.world.clock.now(), list[Chat]()
        postman = Postman(whole, dice, lose)
        while len(chats) < orders:
            chats += await _batch(whole, postman, dice, run, min(A_BATCH, orders - len(chats)))
            tell(f"{len(chats):>4} orders, {postman.brought} webhooks brought, {postman.lost} lost")
        await whole.passes(HOLD_OVER_MINUTES + 10)
        await postman.brings(1)
        run.brought, run.lost = postman.brought, postman.lost
        for n in range(1, looks + 1):
            run.reports.append(await _compared(whole, began - timedelta(hours=1)))
            tell(f"comparison {n}: {_summary(run.reports[-1])}")
        run.wrong = await wrongs(whole, chats, whole.world.clock.now())
        left = run.reports[-1].left if run.reports else []
        run.wrong += [f"left: {one.finding.cause} {one.finding.text}" for one in left]
    return run


async def _batch(whole: Whole, postman: Postman, dice: random.Random, run: Lost, number: int) -> list[Chat]:
    """Some students with a link each, from the booking to the end of what befalls it."""
    chats, links = list[Chat](), list[tuple[str, str]]()
    for _ in range(number):
        chat = await whole.chat(language="nl")
        await chat.goes(*BOOK)
        session_id, fate = next(reversed(whole.world.stripe.tables.sessions)), drawn(dice)
        chats.append(chat)
        links.append((session_id, fate))
        run.fates[fate] += 1
        whole.world.jump(1)
    for step, minutes in enumerate((10, HOLD_OVER_MINUTES, LATER_MINUTES, LATER_MINUTES)):
        dice.shuffle(links)
        if step == 1:
            whole.world.jump(minutes * 60)  # the payers are quicker than the desk, most of them
        for session_id, fate in links:
            run.too_late += not await befalls(whole, session_id, fate, step)
        await postman.brings(dice.choice((0.2, 0.5, 0.8)))
        await whole.passes(minutes if step != 1 else 1)
        await postman.brings(0.5)
    return chats


async def _compared(whole: Whole, since: datetime) -> Report:
    gateway = StripeGateway(whole.world.stripe.key, api_base=f"{whole.world.url}/stripe")
    desk = whole.desk
    try:
        report = await Reconciler(desk.store, desk.desk, desk.engine, gateway, pace=Pace(1_000)).compare(
            since, whole.world.clock.now(), fix=True
        )
    finally:
        await gateway.aclose()
    await whole.settles(backoffs=True)
    return report


def _summary(report: Report) -> str:
    kinds = Counter(f"{one.finding.kind} {one.outcome}" for one in report.differences)
    found = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or "nothing differs"
    return f"{sum(report.read.values())} things read; {found}"


def _wide_open(folder: Path) -> Path:
    """The business of the repository, with a tutor who never rests: there must be an hour for everybody."""
    text = BUSINESS.read_text(encoding="utf-8")
    text = text.replace('hours = ["Mon-Fri 09:00-21:00"]', 'hours = ["Mon-Sun 07:00-23:00"]')
    path = folder / "business.toml"
    path.write_text(text.replace("horizon_days = 14", "horizon_days = 90"), encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when everything came out right."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.lost", description="Lost, doubled, shuffled webhooks.")
    parser.add_argument("--orders", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lose", type=float, default=0.5, help="which part of all webhooks never comes")
    parser.add_argument("--looks", type=int, default=2, help="how many comparisons; with 0 much is WRONG")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="desk-lost-") as folder, (Path(folder) / "log").open("w") as log:
        configure_logs("warning", log, for_people=False)
        work = lost(Path(folder), options.orders, options.seed, lose=options.lose, looks=options.looks)
        run = asyncio.run(work)
    say(*(f"  {number:>4}  {fate}" for fate, number in sorted(run.fates.items())))
    say(f"  {run.too_late:>4}  steps came too late for their page")
    say(*(f"  WRONG {line}" for line in run.wrong))
    say(
        f"lost: {options.orders} orders, seed {options.seed}: {run.brought} webhooks brought, {run.lost} lost; "
        f"{len(run.wrong)} WRONG after {options.looks} comparisons, in {time.monotonic() - began:.0f} s"
    )
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
