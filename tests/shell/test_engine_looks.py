"""Before a time of a tutor with a calendar of their own is promised, that calendar is asked; money that has come never waits."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.core.desk import Tutor
from bot.core.orders import ATTENTION, BOOKED, CLASHED, GONE, HELD, RELEASED, Attempt
from bot.core.slots import Busy
from bot.shell import store_calendars as table
from bot.shell.engine import Engine, Reference
from bot.shell.ports import Look
from bot.shell.store import open_store
from tests.shell.stage import Stage
from tests.shell.test_engine_money import START, held, paid, saved
from tests.shell.toys import NOW, Clock, World, order, toy_decide, toy_desk

HOUR = timedelta(hours=1)
PAGE = Attempt(1, "o1:1", {}, NOW + HOUR, "open", "cs_1")
CALENDAR = "caldav:tutor"


class Outside:
    """The tutor's calendar: what it says once it is asked, in hours from the lesson's start."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.says: list[float] = []
        self.asked: list[Look] = []

    async def __call__(self, looks: Collection[Look]) -> None:
        self.asked += looks
        await self.knows(*self.says)

    async def knows(self, *hours: float) -> None:
        """The database has heard of an hour that is taken there."""
        busy = [Busy(START + HOUR * one, START + HOUR * (one + 1)) for one in hours]
        uids = [str(one) for one in hours]
        await self.stage.store.write(lambda tx: table.keep(tx, CALENDAR, busy, uids, "", NOW), name="keep", alone=True)


@pytest_asyncio.fixture
async def outside(fresh_url: str) -> AsyncIterator[Outside]:
    """An engine whose tutor has a calendar of their own."""
    stage = Stage(await open_store(fresh_url), World(), Clock())
    toy = toy_desk()
    desk = replace(toy, business=replace(toy.business, tutors=(Tutor(outside=True),)))
    stage.engine = Engine(stage.store, toy_decide, desk, [stage.world], clock=stage.clock)
    calendar = Outside(stage)
    stage.engine.look_first(calendar)
    await stage.store.write(lambda tx: table.known(tx, {CALENDAR: "tutor"}), name="known", alone=True)
    await stage.engine.start()
    yield calendar
    await stage.engine.stop(deliveries_seconds=0)
    await stage.store.close()


async def test_a_time_is_claimed_once_the_calendar_was_asked(outside: Outside) -> None:
    """Asked once, about the day around it; then it is held."""
    assert await outside.stage.hear(f"hold o1 {START.isoformat()} 60") == ["held o1"]
    (asked,) = outside.asked
    assert asked == Look("tutor", START - 12 * HOUR, START + 13 * HOUR)


async def test_what_the_calendar_says_now_decides(outside: Outside) -> None:
    """The database knew of nothing; nothing is held, and nobody was told that it was."""
    outside.says = [0.5]
    assert await outside.stage.hear(f"hold o1 {START.isoformat()} 60") == [f"taken {START:%H:%M}"]
    assert await outside.stage.store.order("o1") is None


async def test_a_held_time_that_clashes_is_not_put_up_for_payment(outside: Outside) -> None:
    """The page of a time held before is not opened: the talk hears of the clash instead."""
    await outside.stage.hear(f"hold o1 {START.isoformat()} 60")
    outside.says = [0]
    await outside.stage.hear("open o1", "book o1")
    kinds = [type(one.effect).__name__ for one in outside.stage.world.arrived]
    assert "OpenCheckout" not in kinds
    assert outside.stage.world.texts == ["held o1"]


async def test_one_process_without_calendars_asks_nobody(stage: Stage) -> None:
    """A tutor who has none outside costs nothing."""
    calendar = Outside(stage)
    stage.engine.look_first(calendar)
    assert await stage.hear(f"hold o1 {START.isoformat()} 60", "open o1", "book o1") == ["held o1", "booked o1"]
    assert calendar.asked == []


@pytest.mark.parametrize(
    ("before", "says", "after", "asked"),
    [
        ({"booking": HELD}, [0], BOOKED, 0),  # ours before it was the tutor's
        ({"booking": HELD, "closed": CLASHED}, [0], ATTENTION, 1),  # withdrawn, and the student knows
        ({"booking": HELD, "closed": CLASHED}, [], BOOKED, 1),  # withdrawn, and free again
        ({"booking": RELEASED, "closed": "expired"}, [0], ATTENTION, 1),
        ({"booking": RELEASED, "closed": "expired"}, [3], BOOKED, 1),
    ],
)
async def test_money(outside: Outside, before: dict[str, Any], says: list[float], after: str, asked: int) -> None:
    """A held lesson is booked whatever the calendar says; a time that was let go is claimed again only if it is free there."""
    await held(outside.stage, order("o1", START, attempts=(PAGE,), **before))
    outside.says = says
    await outside.stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await outside.stage.engine.idle()
    found = await saved(outside.stage)
    assert (found.booking, found.attention, len(outside.asked)) == (after, GONE if after == ATTENTION else "", asked)
