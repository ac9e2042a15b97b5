"""`reconcile` as it is typed: beside a running desk, whose inbox it uses."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.acting import looking
from bot.commands.reconcile import moment, reconcile
from bot.core.errors import WrongSettings
from bot.core.events import RefundRequested
from tests.whole.desk_and_world import sqlite
from tests.whole.desk_with_orders import RunningDesk, running_desk

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def paid_unheard(desk: RunningDesk) -> str:
    """An order that was paid while no webhook arrived."""
    order_id = await desk.books(pays=False)
    desk.world.stripe.knobs.webhooks.lose_next = 10_000
    await desk.world.do("stripe/pay", session=desk.session_of(order_id))
    return order_id


async def test_it_says_what_it_would_do_then_does_it_then_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --fix the payment is reported, with it the running desk books the lesson; afterwards all agree."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=None) as desk:
        order_id = await paid_unheard(desk)
        looked = await reconcile(desk.settings, "1d", fix=False, as_json=True)
        document = json.loads(capsys.readouterr().out)
        assert (looked > 0, document["left"], document["fix"]) == (True, looked, False)
        first = document["differences"][0]
        assert (first["kind"], first["order"], first["outcome"]) == ("paid_not_booked", order_id, "repairable")
        assert await reconcile(desk.settings, "1d", fix=True, as_json=False) == 0
        table = capsys.readouterr().out
        assert ("paid, and the lesson is not booked" in table, "0 left" in table) == (True, True)
        assert await reconcile(desk.settings, "1d", fix=False, as_json=False) == 0
        assert "orders, Stripe and bookings agree" in capsys.readouterr().out


async def test_a_look_at_a_desk_that_does_not_run_begins_nothing_that_waits_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Money to be given back waits in the inbox: a look leaves it there, a repair is the desk and gives it back."""
    async with running_desk(sqlite(tmp_path), tmp_path, start=None) as desk:
        order_id = await desk.books()
        await desk.process.ends()
        async with looking(desk.settings) as beside:
            order = await beside.store.order(order_id)
            assert order is not None
            wish = RefundRequested(id="wish", talk=order.talk, order_id=order_id, amount_cents=0, by="anna", why="ill")
            await beside.door.accept(wish)
        refunds = desk.world.stripe.tables.refunds
        assert (await reconcile(desk.settings, "1d", fix=False, as_json=False), len(refunds)) == (0, 0)
        assert "No desk runs" not in capsys.readouterr().err
        await reconcile(desk.settings, "1d", fix=True, as_json=False)
        assert len(refunds) == 1


@pytest.mark.parametrize(
    ("since", "start"),
    [
        ("7d", datetime(2026, 11, 17, 12, 0, tzinfo=UTC)),
        ("12h", datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_since_is_a_number_of_days_or_hours_or_a_date(since: str, start: datetime) -> None:
    """In UTC."""
    assert moment(since, NOW) == start


@pytest.mark.parametrize("since", ["", "yesterday", "7", "2027-01-01", "2019-01-01", "0d", "9999d"])
def test_since_refuses_what_is_no_time_of_the_last_year(since: str) -> None:
    """One sentence with an example."""
    with pytest.raises(WrongSettings, match="--since"):
        moment(since, NOW)
