"""A weekly series on a running desk: every time claimed and booked in the store, and `refund` of one lesson of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.commands.order import the_order
from bot.commands.refund import Wish, refund
from bot.core.orders import BOOKED, Order
from bot.rehearsal.people import Student
from bot.shell.store_audit import audit
from bot.shell.store_reading import reading
from tests.whole.desk_and_world import MONDAY, sqlite
from tests.whole.desk_with_orders import PATIENCE_S, RunningDesk, running_desk


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    """On a Monday."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=MONDAY) as opened:
        yield opened


async def pays(desk: RunningDesk, student: Student) -> list[Order]:
    """The lessons of a series, paid and booked."""
    await student.writes("komende 4 weken donderdag 16:00 wiskunde, 60 minuten, voor mezelf, 18+")
    await student.sees("Elke week vanaf", timeout_s=PATIENCE_S)
    await student.taps("pay")
    await student.sees("/p/", timeout_s=PATIENCE_S)
    session = list(desk.world.stripe.tables.sessions)[-1]
    await desk.world.do("stripe/pay", session=session)
    await student.sees("Geboekt!", timeout_s=PATIENCE_S)
    with reading(desk.settings.database_url) as tx:
        first = the_order(tx, str(desk.world.stripe.tables.sessions[session]["client_reference_id"]))
        return [first, *(the_order(tx, one) for one in first.others)]


async def test_one_lesson_of_it_is_given_back(desk: RunningDesk) -> None:
    """60.00 of the third go back once, and however often they are asked for no cent of the others; the books are right."""
    student = await Student.arrives(desk.world, language="nl")
    lessons = await pays(desk, student)
    assert [one.booking for one in lessons] == [BOOKED] * 4
    assert await refund(desk.settings, lessons[2].id, Wish(6000, "", "anna"), lambda _: True, desk.now) == 0
    await student.sees("60,00", timeout_s=PATIENCE_S)
    assert [one["amount"] for one in desk.world.stripe.tables.refunds.values()] == [6000]
    await refund(desk.settings, lessons[2].id, Wish(6000, "", "anna", again=True), lambda _: True, desk.now)
    assert [one["amount"] for one in desk.world.stripe.tables.refunds.values()] == [6000]
    with reading(desk.settings.database_url) as tx:
        assert audit(tx, {"trial"}, desk.now()).findings == []
