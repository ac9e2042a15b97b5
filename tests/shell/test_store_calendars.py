"""What calendars say, kept: on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from bot.core.slots import Busy
from bot.shell import store_calendars as table
from bot.shell import store_claims
from bot.shell.store import Store, open_store
from bot.shell.store_claims import queue_up
from bot.shell.writer import Tx
from tests.shell.toys import NOW

HOUR = timedelta(hours=1)
TRUST = timedelta(hours=12)


@pytest_asyncio.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    opened = await open_store(fresh_url)
    await opened.write(lambda tx: table.known(tx, {"caldav:sam": "sam"}), name="known", alone=True)
    yield opened
    await opened.close()


async def says(store: Store, *hours: int) -> None:
    """The calendar was read: an hour is taken at each of these from now."""

    def unit(tx: Tx) -> None:
        queue_up(tx)
        busy = [Busy(NOW + HOUR * one, NOW + HOUR * (one + 1), tutor="sam") for one in hours]
        table.keep(tx, "caldav:sam", busy, [f"uid{one}" for one in hours], "token", NOW)

    await store.write(unit, name="keep", alone=True)


async def test_a_new_reading_takes_the_place_of_the_last(store: Store) -> None:
    """What is no longer there is free; a failed reading changes nothing of it."""
    await says(store, 1, 2)
    await says(store, 2, 3)
    await store.write(lambda tx: table.failed(tx, "caldav:sam", "Away", NOW, None), name="failed")
    taken = await store.read(lambda tx: store_claims.busy(tx, NOW, NOW + HOUR * 24, ()))
    assert [one.start - NOW for one in taken] == [HOUR * 2, HOUR * 3]
    assert {one.tutor for one in taken} == {"sam"}


async def test_blind_is_who_was_never_read_or_too_long_ago(store: Store) -> None:
    """A tutor without a calendar outside is never blind."""
    assert await store.read(lambda tx: table.blind(tx, NOW - TRUST)) == ("sam",)
    await says(store)
    assert await store.read(lambda tx: table.blind(tx, NOW - TRUST)) == ()
    await store.write(lambda tx: table.failed(tx, "caldav:sam", "Away", NOW + TRUST, None), name="failed")
    assert await store.read(lambda tx: table.blind(tx, NOW)) == ()
    assert await store.read(lambda tx: table.blind(tx, NOW + HOUR)) == ("sam",)


async def test_a_calendar_that_is_no_longer_in_the_settings_takes_nobodys_time(store: Store) -> None:
    """Its taken times go with it."""
    await says(store, 1)
    await store.write(lambda tx: table.known(tx, {}), name="known", alone=True)
    assert await store.read(lambda tx: store_claims.busy(tx, NOW, NOW + HOUR * 24, ())) == ()
    assert await store.read(lambda tx: table.blind(tx, NOW)) == ()


async def test_a_look_at_one_day_says_nothing_of_the_others(store: Store) -> None:
    """What is new and what is gone that day counts; what reaches into it is kept whole; the rest stays as it was read."""
    await says(store, 1, 26, 27, 47, 50)

    def unit(tx: Tx) -> None:
        queue_up(tx)
        found = [Busy(NOW + HOUR * start, NOW + HOUR * end, tutor="sam") for start, end in ((30, 31), (47, 49))]
        table.keep_stretch(tx, "caldav:sam", found, ["new", "uid47"], NOW + HOUR * 24, NOW + HOUR * 48)

    await store.write(unit, name="look", alone=True)
    taken = await store.read(lambda tx: store_claims.busy(tx, NOW, NOW + HOUR * 96, ()))
    assert sorted((one.start - NOW) // HOUR for one in taken) == [1, 30, 47, 50]
    assert max(one.end - one.start for one in taken) == 2 * HOUR
