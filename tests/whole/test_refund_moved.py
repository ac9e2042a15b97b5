"""A lesson moved for a higher price was paid in two orders: `refund` gives back of both what cancelling in the chat would."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.commands.refund import Wish, refund
from bot.rehearsal.people import Student
from bot.shell.store_audit import audit
from bot.shell.store_reading import reading
from tests.whole.desk_and_world import MONDAY, sqlite
from tests.whole.desk_with_orders import PATIENCE_S, RunningDesk, running_desk

STEPS = (
    ("writes", "Bijles wiskunde, 60 minuten, donderdag 16:00"),
    ("taps", "adult"),
    ("taps", "pay"),
    ("pays", "Geboekt!"),
    ("writes", "Noor"),
    ("taps", "skip"),
    ("taps", "skip"),
    ("writes", "verzet mijn les naar zaterdag 11:00"),
    ("taps", "weekend"),
    ("taps", "yes"),
    ("pays", "Verzet"),
)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    """On a Monday."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=MONDAY) as opened:
        yield opened


async def moved(desk: RunningDesk) -> tuple[str, str]:
    """The ids of the lesson's first order and of the one for the difference."""
    student = await Student.arrives(desk.world, language="nl")
    for does, what in STEPS:
        if does == "pays":
            await student.sees("/p/", timeout_s=PATIENCE_S)
            await desk.world.do("stripe/pay", session=list(desk.world.stripe.tables.sessions)[-1])
            await student.sees(what, timeout_s=PATIENCE_S)
        else:
            await getattr(student, does)(what)
            if what not in ("pay", "yes"):
                await student.sees(timeout_s=PATIENCE_S)
    first, second = [str(one["client_reference_id"]) for one in desk.world.stripe.tables.sessions.values()]
    return first, second


async def back(desk: RunningDesk, order: str, cents: int | None = None, *, again: bool = False) -> int:
    return await refund(desk.settings, order, Wish(cents, "", "anna", again), lambda _: True, desk.now)


async def test_both_payments_go_back_by_policy(desk: RunningDesk, capsys: Any) -> None:
    """In time: 60.00 and the difference of 15.00. The old order alone is not given back from under its lesson."""
    first, second = await moved(desk)
    assert await back(desk, first) == await back(desk, first, 0) == 1
    told = capsys.readouterr().out
    assert f"say `refund {second}`" in told
    assert "gives back 0.00: the money pays for the lesson it was moved to" in told
    assert not desk.world.stripe.tables.refunds
    assert await back(desk, second) == 0
    assert "Cancelling now gives back 75.00: all of it" in capsys.readouterr().out
    assert sorted(one["amount"] for one in desk.world.stripe.tables.refunds.values()) == [1500, 6000]
    with reading(desk.settings.database_url) as tx:
        found = audit(tx, {"trial"}, desk.now())
    assert (found.findings, found.sums["eur", "refunded"]) == ([], 7500)
    assert await back(desk, second, 0) == 0
    assert "nothing of its money is left" in capsys.readouterr().out


async def test_a_part_leaves_the_lesson_booked(desk: RunningDesk, capsys: Any) -> None:
    """Also as much as the difference: it comes from what was paid first, so that the order of the lesson keeps its own."""
    first, second = await moved(desk)
    assert await back(desk, second, 1500) == 0
    assert [one["amount"] for one in desk.world.stripe.tables.refunds.values()] == [1500]
    assert await back(desk, second, 1500) == 0
    assert "say --again" in capsys.readouterr().out
    assert await back(desk, second, 6100) == 1
    assert "less than that is left here: 60.00" in capsys.readouterr().out
    with reading(desk.settings.database_url) as tx:
        found = audit(tx, {"trial"}, desk.now())
    assert (found.findings, found.sums["eur", "booked"], found.sums["eur", "credited"]) == ([], 1500, 4500)
    assert first != second
