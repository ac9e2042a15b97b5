"""A storm of claims: hundreds who all say yes in the same moment, for overlapping times, while the tutors' own calendars change.

Two tutors (the first in the file has the most to do), lessons of 30 to 120 minutes on unequal starts, some of them at a
place where one lesson fits.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import combinations, count
from pathlib import Path

from sqlalchemy import delete, select

from bot.core.errors import TryAgainLater
from bot.rehearsal.world import World
from bot.shell.settings.business_file import example_text
from bot.shell.store import Store
from bot.shell.tables import claims, insert, outside_busy, to_ms
from bot.shell.writer import Tx
from tests.whole.crowd import WISHES, Hopeful, crowd, told_times
from tests.whole.desk_and_world import MONDAY

TUTORS = ("tutor", "sam")
THERE = "in_person"
MINUTE_MS = 60_000
TOMORROW = MONDAY.replace(hour=0) + timedelta(days=1)
ALL_WISHES = (*WISHES, *(f"{wish} op locatie" for wish in WISHES[1:3]))
A_TIME = re.compile(r"\d{8}T\d{4}")
GONE = re.compile(r"niet meer vrij|kan .* niet meer|geen tijd meer vrij")
A_MOMENT = re.compile(r"\w\w \d+ \w+ \d\d:\d\d|€\d+\.\d\d|\d\d:\d\d–\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Storm:
    """How it went. `lengths` and `starts`: the minutes of the lessons all said yes to, and of the hour they begin at; `had` and
    `refused`: how many got their time and how many did not; `told`: the kinds of refusals."""

    lengths: Sequence[int]
    starts: Sequence[int]
    had: int
    refused: int
    told: Sequence[str]


def business(folder: Path) -> dict[str, str]:
    """The settings for two tutors and a place of one lesson."""
    tutors = ", ".join(f'{{ value = "{value}", name = "{value.title()}" }}' for value in TUTORS)
    place = 'value = "in_person"\n'
    text = example_text().replace("tutors = []", f"tutors = [{tutors}]").replace(place, f"{place}capacity = 1\n")
    path = folder / "business.toml"
    path.write_text(text, encoding="utf-8")
    return {"BUSINESS_FILE": str(path)}


async def claims_storm(world: World, beside: Store, number: int, seed: int) -> tuple[Storm, list[Hopeful]]:
    """All come to their summaries; appointments come into the calendars; all say yes; who was refused tries once more.

    `beside`: the desks' database, opened by somebody else.
    """
    # A lesson may begin at a quarter past where that touches a taken time: 17:05, and the pause.
    await beside.write(lambda tx: _appointments(tx, "before", ((15, 45, 20),)), name="calendar")
    people = await crowd(world, number, seed, ALL_WISHES)
    await asyncio.gather(*(one.comes_to_the_summary() for one in people))
    wanted = [await told_times(one) for one in people]
    await beside.write(lambda tx: _appointments(tx, "stays", ((16, 0, 30), (17, 15, 20))), name="calendar")
    changing = asyncio.create_task(_keep_changing(beside))
    told = await _all_ask(people)
    refused = [one for one in people if not one.got]
    await asyncio.gather(*(one.goes_on() for one in refused))
    told += await _all_ask(refused)
    changing.cancel()
    with suppress(asyncio.CancelledError):
        await changing
    had = sum(bool(one.got) for one in people)
    lengths = sorted({int((over - began).total_seconds()) // 60 for began, over in wanted})
    kinds = sorted({A_MOMENT.sub("…", each.partition("\n")[0]) for each in told})
    return Storm(lengths, sorted({began.minute for began, _ in wanted}), had, len(told), kinds), people


async def _all_ask(people: Sequence[Hopeful]) -> list[str]:
    """What was said to those who did not get their time. Each of them is told so, and offered something else."""
    told = [each for each in await asyncio.gather(*(one.asks() for one in people)) if each]
    for one in people:
        if not one.got:
            said = "\n".join(each["text"] for each in one.newest)
            assert GONE.search(said), said
            values = one.choices()
            assert any(A_TIME.fullmatch(value) for value in values) or {"person", "pay", "book"} & {*values}, said
    return told


def _appointments(tx: Tx, uid: str, times: Sequence[tuple[int, int, int]]) -> None:
    """In the first tutor's calendar, tomorrow, instead of those of the same name: (hour, minute, minutes), in UTC."""
    tx.run(delete(outside_busy).where(outside_busy.c.uid == uid))
    for hour, minute, minutes in times:
        start = TOMORROW + timedelta(hours=hour, minutes=minute)
        row = {"calendar": "own", "uid": uid, "starts_at": to_ms(start), "tutor": TUTORS[0]}
        tx.run(insert(outside_busy), row | {"ends_at": to_ms(start + timedelta(minutes=minutes))})


async def _keep_changing(beside: Store) -> None:
    """Another appointment moves to and fro all the time."""
    for n in count():
        with suppress(TryAgainLater):  # SQLite, beside a desk that writes all the time
            await beside.write(partial(_appointments, uid="moves", times=((18, 5 * (n % 12), 40),)), name="calendar")
        await asyncio.sleep(0.05)


def judge(tx: Tx, people: Sequence[Hopeful]) -> list[str]:
    """What is wrong with the claims: somebody's time missing, two too near, a place too full, an appointment run over."""
    table = claims.c
    rows = tx.run(select(table.order_id, table.resource, table.starts_at, table.ends_at, table.place)).all()
    wrong = []
    if {row[0] for row in rows} != {f"order_{one.got}" for one in people if one.got}:
        wrong.append("the claims are not those of the people who were told they have a time")
    for one, other in combinations(sorted(rows, key=lambda row: row[2]), 2):
        gap = (30 if THERE in (one[4], other[4]) else 10) * MINUTE_MS
        same_place = one[4] == other[4] == THERE
        if (one[1] == other[1] or same_place) and other[2] < one[3] + gap:
            wrong.append(f"{one} and {other} are too near")
    appointments = tx.run(
        select(outside_busy.c.starts_at, outside_busy.c.ends_at, outside_busy.c.tutor).where(
            outside_busy.c.uid.in_(("before", "stays"))
        )
    )
    for starts, ends, tutor in appointments.all():
        wrong += [
            f"{row} runs over an appointment" for row in rows if row[1] == tutor and row[2] < ends and row[3] > starts
        ]
    return wrong
