"""Whether a time is free, read from the real store."""

from datetime import UTC, datetime, timedelta

from bot.shell import store_claims
from bot.shell.pages.reading import StoredOrders
from bot.shell.store import open_store
from bot.shell.store_claims import Claim
from bot.shell.writer import Tx
from tests.shell.toys import order, toy_desk

START = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


async def test_a_time_is_free_until_somebody_else_has_it(fresh_url: str) -> None:
    """Our own claim is no obstacle, another's is, and looking claims nothing."""
    store = await open_store(fresh_url)
    try:
        desk = toy_desk()
        reader = StoredOrders(store, desk)
        mine, theirs = order("mine", START), order("theirs", START + timedelta(minutes=30))
        gap = desk.business.rules["regular"].profile.gap_between

        def hold_mine(tx: Tx) -> None:
            store_claims.queue_up(tx)
            store_claims.hold(tx, Claim("mine", mine.slot, gap, START))

        assert await reader.slot_is_free(mine)
        assert await reader.slot_is_free(theirs)
        await store.write(hold_mine, name="hold")
        assert await reader.slot_is_free(mine)
        assert not await reader.slot_is_free(theirs)
        assert await reader.order_by_token("token-mine") is None
        assert await reader.order("mine") is None
    finally:
        await store.close()
