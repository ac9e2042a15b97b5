"""The commands that look after the money, as processes of their own beside a desk that runs."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.commands.refund import Wish, refund
from tests.whole.commanding import Said, command
from tests.whole.desk_and_world import sqlite
from tests.whole.desk_with_orders import RunningDesk, running_desk


async def bot(desk: RunningDesk, *arguments: str) -> Said:
    """`python -m bot …` with the settings of that desk."""
    return await command(desk.process.environment, *arguments)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    """On SQLite; the same on PostgreSQL is `test_acting`'s matter."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=None) as opened:
        yield opened


async def test_orders_are_listed_for_people_spreadsheets_and_machines(desk: RunningDesk) -> None:
    """Chosen by what they are; nobody's name, nobody's address."""
    paid, unpaid = await desk.books(), await desk.books(pays=False)
    table = await bot(desk, "orders")
    assert (table.code, table.err) == (0, "")
    assert [line.split()[0] for line in table.out.splitlines()] == [
        "order",
        *sorted((paid, unpaid), key=table.out.index),
        "2",
    ]
    assert "Europe/Amsterdam" in table.out.splitlines()[-1]
    found = (await bot(desk, "orders", "--state", "paid", "--json")).json
    assert [(row["id"], row["booking"], row["in_cents"]) for row in found] == [(paid, "booked", 6000)]
    rows = list(csv.DictReader(io.StringIO((await bot(desk, "orders", "--csv", "--limit", "1")).out)))
    assert [row["price_cents"] for row in rows] == ["6000"]
    assert (await bot(desk, "orders", "--attention")).out == "no orders\n"
    wrong = await bot(desk, "orders", "--state", "payed")
    assert (wrong.code, "paid" in wrong.err) == (2, True)


async def test_one_order_is_told_from_its_first_moment_to_its_last(desk: RunningDesk) -> None:
    """Found by its id, a part of it, or Stripe's name; what was asked for stands there with its fate."""
    order_id = await desk.books()
    told = await bot(desk, "order", order_id)
    assert told.code == 0
    for wanted in (
        "student: StudentChose",
        "stripe: OrderPaid  → paid",
        "booking held → booked",
        "OpenCheckout attempt=1: done",
        "heard  → paid",
        "Say: done",
    ):
        assert wanted in told.out, told.out
    assert "wiskunde" not in told.out
    assert "Geboekt" not in told.out
    document = (await bot(desk, "order", desk.session_of(order_id), "--json")).json
    assert (document["id"], document["money"]["booked_cents"]) == (order_id, 6000)
    assert (await bot(desk, "order", order_id[8:], "--json")).json["id"] == order_id
    assert (await bot(desk, "order", "order_nobodys")).code == 2
    await desk.books(pays=False)
    assert "may mean" in (await bot(desk, "order", "order_")).err


async def test_money_is_given_back_once_however_often_the_command_is_given(desk: RunningDesk) -> None:
    """By the desk that runs; the second time there is nothing left, and the books are right all the while."""
    order_id = await desk.books()
    refused = await bot(desk, "refund", order_id, "--all")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    asked = ("refund", order_id, "--all", "--yes", "--by", "anna", "--why", "ill")
    first = await bot(desk, *asked)
    assert (first.code, "Given back: 60.00  re_" in first.out, "A desk runs" in first.err) == (0, True, True), first
    second = await bot(desk, *asked)
    assert (second.code, "nothing of its money is left" in second.out) == (0, True), second
    assert [each["amount"] for each in desk.world.stripe.tables.refunds.values()] == [6000]
    order = (await bot(desk, "order", order_id, "--json")).json
    assert (order["booking"], order["payment"], order["refunded_cents"]) == ("released", "refunded", 6000)
    (row,) = [entry for entry in order["timeline"] if entry["kind"] == "RefundRequested"]
    assert (row["who"], row["why"], row["news"]) == ("anna", "ill", "refund_asked")
    audit = await bot(desk, "audit", "--json")
    assert (audit.code, audit.json["findings"]) == (0, [])
    assert (audit.json["cents"]["eur"]["money_in"], audit.json["cents"]["eur"]["refunded"]) == (6000, 6000)


async def test_a_part_is_given_back_once_until_it_is_said_again(desk: RunningDesk) -> None:
    """Two starts at the same moment are one wish; a later one is told so; more than is left is refused."""
    order_id = await desk.books()
    part = ("refund", order_id, "--amount", "20,00", "--yes")
    await asyncio.gather(bot(desk, *part), bot(desk, *part))
    assert "say --again" in (await bot(desk, *part)).out
    refunds = desk.world.stripe.tables.refunds
    assert [each["amount"] for each in refunds.values()] == [2000]
    assert (await bot(desk, *part, "--again")).code == 0
    assert [each["amount"] for each in refunds.values()] == [2000, 2000]
    too_much = await bot(desk, "refund", order_id, "--amount", "30", "--yes")
    assert (too_much.code, "less than that is left here: 20.00" in too_much.out) == (1, True)
    assert (await bot(desk, "order", order_id, "--json")).json["booking"] == "booked"
    assert (await bot(desk, "refund", order_id, "--amount", "x", "--yes")).code == 2


async def test_without_a_sum_the_policy_decides(desk: RunningDesk, capsys: Any) -> None:
    """Too late for a free cancellation: nothing, and it says why. In time: all of it, by a desk of its own."""
    order_id = await desk.books()
    wish = Wish(None, "", "anna")
    begun = lambda: desk.now() + timedelta(days=60)  # noqa: E731
    assert await refund(desk.settings, order_id, wish, lambda _: True, begun) == 0
    assert "gives back 0.00: the lesson has begun" in capsys.readouterr().out
    long_ago = lambda: desk.now() - timedelta(days=60)  # noqa: E731
    assert await refund(desk.settings, order_id, wish, lambda _: False, long_ago) == 0
    assert "Nothing was given back" in capsys.readouterr().out
    assert await desk.process.ends() == 0
    assert await refund(desk.settings, order_id, wish, lambda _: True, long_ago) == 0
    told = capsys.readouterr()
    assert ("Given back: 60.00" in told.out, "the work is done here" in told.err) == (True, True)


async def test_a_refund_that_failed_can_be_asked_for_once_more(tmp_path: Path) -> None:
    """The bank sent it back days later: the same wish is a new one when it is said again, and only then."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=None, complains="alert refund_failed") as desk:
        order_id = await desk.books()
        whole = ("refund", order_id, "--all", "--yes")
        assert "Given back: 60.00" in (await bot(desk, *whole)).out
        await desk.world.do("stripe/settle_refund", succeeded=False)
        async with asyncio.timeout(60):
            while (await bot(desk, "order", order_id, "--json")).json["refunded_cents"]:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert "say --again" in (await bot(desk, *whole)).out
        again = await bot(desk, *whole, "--again")
        assert (again.code, "Given back: 60.00" in again.out) == (0, True), again
        assert sorted(each["status"] for each in desk.world.stripe.tables.refunds.values()) == ["failed", "succeeded"]
        assert (await bot(desk, "audit")).code == 0
