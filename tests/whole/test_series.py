"""Every week at the same time, over HTTP: one page at Stripe, every lesson booked in the database, the books right."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.core.orders import BOOKED, RELEASED, Order
from bot.rehearsal.people import Student
from bot.shell.store_audit import audit
from bot.shell.store_books import Wanted, orders_of
from bot.shell.store_reading import reading
from tests.whole.commanding import command
from tests.whole.desk_and_world import Chat, Whole, desk_and_world, sqlite, texts
from tests.whole.desk_with_orders import PATIENCE_S, running_desk

SERIES = "say Bijles wiskunde, 60 minuten, voor mezelf 18+, komende 4 weken donderdag 16:00"
FIRST = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


def week(n: int) -> datetime:
    """The start of the nth lesson, from 1."""
    return FIRST + timedelta(weeks=n - 1)


def kept(database: str) -> list[Order]:
    """Every order, as it is stored, once the books were found right."""
    with reading(database) as tx:
        found = audit(tx, {"trial"}, datetime.now(UTC) - timedelta(days=9))
        assert [one.kind for one in found.findings] == []
        return list(orders_of(tx, Wanted()))


async def booked(whole: Whole) -> Chat:
    """A student with four lessons, paid at once."""
    chat = await whole.chat(language="nl")
    await chat.goes(SERIES, "tap pay")
    await whole.payer("pay")
    assert "4 lessen" in texts(await chat.hears())
    return chat


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """On both."""
    if request.param == "sqlite":
        return sqlite(tmp_path)
    url: str = request.getfixturevalue("postgres_url")
    return url


async def test_four_lessons_on_one_payment(database: str) -> None:
    """One page for 240.00; four orders, each with its time; one file for all; another student cannot have the third."""
    async with desk_and_world(database) as whole:
        chat = await booked(whole)
        assert whole.charged == [24_000]
        orders = kept(database)
        assert [(one.slot.start, one.booking, one.worth_cents) for one in orders] == [
            (week(n), BOOKED, 6_000) for n in (1, 2, 3, 4)
        ]
        file = Calendar.from_ical((await whole.page(f"{chat.link}/lesson.ics")).text)
        assert [one.decoded("DTSTART") for one in file.walk("VEVENT")] == [week(n) for n in (1, 2, 3, 4)]
        other = await whole.chat(language="nl")
        told = texts(await other.goes("say Bijles wiskunde, 60 minuten, voor mezelf 18+, donderdag 3 december 16:00"))
        assert "Dat moment is niet vrij" in told


async def test_one_is_cancelled_and_a_later_one_moves(whole: Whole) -> None:
    """Cancelled in time it gives its own price back, the others stay; one far ahead moves around its own day."""
    chat = await booked(whole)
    await chat.goes("tap skip", "tap skip", "tap skip", "say annuleer mijn les van 3 december", "tap back_6000")
    await chat.goes("say verzet mijn les van 17 december naar 18 december 17:00", "tap yes")
    await whole.settles()
    assert [one["amount"] for one in whole.world.stripe.tables.refunds.values()] == [6_000]


async def test_the_team_says_that_all_of_them_are_meant(tmp_path: Path) -> None:
    """`refund` of any of them explains; `--all` gives everything back, and every lesson is off."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=None) as desk:
        student = await Student.arrives(desk.world, language="nl")
        await student.writes(SERIES.removeprefix("say ").replace("donderdag 16:00", "morgen over een week 16:00"))
        await student.sees("Klopt dit?", timeout_s=PATIENCE_S)
        await student.taps("pay")
        await student.sees("/p/", timeout_s=PATIENCE_S)
        await desk.world.do("stripe/pay")
        await student.sees("Geboekt!", timeout_s=PATIENCE_S)
        orders = kept(sqlite(tmp_path))
        first = next(one for one in orders if one.others)
        for one in (first.id, orders[-1].id):
            said = await command(desk.process.environment, "refund", one)
            assert (said.code, f"refund {first.id} --all" in said.out) == (1, True)
        assert (await command(desk.process.environment, "refund", first.id, "--all", "--yes")).code == 0
        await student.sees("vervallen ook", timeout_s=PATIENCE_S)
        assert {one.booking for one in kept(sqlite(tmp_path))} == {RELEASED}
