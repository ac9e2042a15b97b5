"""The waiting list, kept: on both databases."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest_asyncio
from sqlalchemy import select

from bot.core.effects import WaitFor, WakeMe
from bot.core.slots import Slot
from bot.shell import store_claims, store_wakeups
from bot.shell import store_waiting as table
from bot.shell.store import Store, open_store
from bot.shell.store_claims import Claim
from bot.shell.tables import from_ms, waiting, wakeups
from bot.shell.writer import Tx
from tests.shell.toys import NOW, toy_desk

HOUR = timedelta(hours=1)
GAP = toy_desk().business.rules["regular"].profile.gap_between


@pytest_asyncio.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    opened = await open_store(fresh_url)
    claim = Claim("order", Slot(NOW + HOUR * 24, 60), GAP)
    await opened.write(lambda tx: store_claims.hold(tx, claim), name="hold")
    yield opened
    await opened.close()


async def waits(store: Store, talk: str, since: int, until: int, asked: int = 0, looks: int = 10) -> None:
    """The talk waits between these hours from now; it looks by itself at `looks`."""

    def unit(tx: Tx) -> None:
        table.put(tx, talk, WaitFor(NOW + HOUR * since, NOW + HOUR * until), NOW + timedelta(minutes=asked))
        store_wakeups.wake(tx, talk, WakeMe("waiting", NOW + HOUR * looks))

    await store.write(unit, name="wait")


async def looks(store: Store) -> dict[str, datetime]:
    """When each looks next, once the order's time was let go."""
    await store.write(lambda tx: table.comes_free(tx, "order", NOW), name="free")
    rows = await store.read(lambda tx: tx.run(select(wakeups.c.talk, wakeups.c.due_at)).all())
    return {talk: from_ms(due) for talk, due in rows}


async def test_three_look_at_once_and_the_next_a_while_later(store: Store) -> None:
    """In the order of asking, whatever their names."""
    for n, talk in enumerate("gfedcba"):
        await waits(store, talk, 0, 48, asked=n)
    found = await looks(store)
    minutes = {talk: (at - NOW) // timedelta(minutes=1) for talk, at in found.items()}
    assert minutes == {"g": 0, "f": 0, "e": 0, "d": 10, "c": 10, "b": 10, "a": 20}


async def test_only_those_whose_days_it_touches(store: Store) -> None:
    """Another day is none of theirs; an earlier look is not put off; an order without a time wakes nobody."""
    await waits(store, "same", 12, 36)
    await waits(store, "before", 0, 12)
    await waits(store, "after", 36, 48)
    await waits(store, "soon", 0, 48, looks=-1)
    found = await looks(store)
    late = NOW + HOUR * 10
    assert found == {"same": NOW, "before": late, "after": late, "soon": NOW - HOUR}
    await store.write(lambda tx: table.comes_free(tx, "nobody", NOW - HOUR * 9), name="free")
    assert await looks(store) == found


async def test_a_new_wish_takes_the_place_of_the_last_and_leaving_ends_it(store: Store) -> None:
    """At most one row a talk."""
    await waits(store, "one", 0, 12)
    await waits(store, "one", 12, 36)
    assert (await looks(store))["one"] == NOW
    await store.write(lambda tx: table.drop(tx, "one"), name="drop")
    assert await store.read(lambda tx: tx.run(select(waiting)).all()) == []
