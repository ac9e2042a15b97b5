"""One word to the owner for each cause: first, again with the count, and over; across restarts and processes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.core.effects import Delivery, TellOwner
from bot.core.errors import TryAgainLater
from bot.core.events import Event
from bot.shell.alerts import Alerts
from bot.shell.engine import Engine
from bot.shell.ports import Parcel
from bot.shell.store import Store, open_store
from bot.shell.tables import alarms
from tests.shell.toys import Clock, toy_decide, toy_desk


class Phone:
    """A service of the owner's that notes what it is told; `broken`: it answers nobody."""

    handles: Sequence[type[Delivery]] = (TellOwner,)

    def __init__(self) -> None:
        self.told: list[TellOwner] = []
        self.broken = False

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        if self.broken:
            raise TryAgainLater("no answer")
        assert isinstance(parcel.effect, TellOwner)
        self.told.append(parcel.effect)
        return ()

    async def was_delivered(self, parcel: Parcel) -> bool | None:  # noqa: ARG002 - the port's signature
        return False

    @property
    def words(self) -> list[tuple[str, str, int]]:
        return [(one.kind, one.word, one.times) for one in self.told]


class Watched:
    """An engine whose owner has one phone."""

    def __init__(self, store: Store, phone: Phone, clock: Clock) -> None:
        self.store, self.phone, self.clock = store, phone, clock
        self.engine = Engine(store, toy_decide, toy_desk(), [phone], clock=clock, services=("phone",))

    @property
    def alerts(self) -> Alerts:
        return self.engine.alerts

    async def restarted(self) -> "Watched":
        await self.engine.stop(deliveries_seconds=0)
        after = Watched(self.store, self.phone, self.clock)
        await after.engine.start()
        return after


@pytest_asyncio.fixture
async def watched(fresh_url: str) -> AsyncIterator[Watched]:
    store = await open_store(fresh_url)
    made = Watched(store, Phone(), Clock())
    await made.engine.start()
    yield made
    await made.engine.stop(deliveries_seconds=0)
    await store.close()


async def test_fifty_equal_failures_are_one_alert_and_one_over(watched: Watched) -> None:
    """However many at once, the owner hears twice."""
    told = await asyncio.gather(*(watched.alerts.raised("stripe_key", "stripe_key", "401") for _ in range(50)))
    assert sorted(told) == [False] * 49 + [True]
    assert [await watched.alerts.over("stripe_key") for _ in range(3)] == [True, False, False]
    await watched.engine.idle()
    assert watched.phone.words == [("stripe_key", "first", 1), ("stripe_key", "over", 50)]


async def test_what_lasts_is_told_again_after_hours_with_the_count(watched: Watched) -> None:
    """A reminder six hours after the last word, not before."""
    for _ in range(13):
        await watched.alerts.raised("outbox_old", "outbox_old", "")
        watched.clock.forward(3600)
    await watched.engine.idle()
    assert watched.phone.words == [("outbox_old", "first", 1), ("outbox_old", "again", 7), ("outbox_old", "again", 13)]


async def test_what_comes_again_after_it_was_over_is_told_anew(watched: Watched) -> None:
    """Also when nobody said that it was over, but a day went by."""
    await watched.alerts.raised("k", "k", "")
    await watched.alerts.over("k")
    await watched.alerts.raised("k", "k", "")
    watched.clock.forward(timedelta(hours=25).total_seconds())
    await watched.alerts.raised("k", "k", "")
    await watched.engine.idle()
    assert [word for _, word, _ in watched.phone.words] == ["first", "over", "first", "first"]
    assert [one.times for one in await watched.alerts.standing()] == [1]


async def test_an_alert_survives_a_restart_and_is_told_once(watched: Watched) -> None:
    """Saved with the row that says it was told; the next process delivers it, and knows the cause."""
    watched.phone.broken = True
    await watched.alerts.raised("disputed", "disputed:order_x", "order_x")
    await asyncio.sleep(0)
    after = await watched.restarted()
    watched.phone.broken = False
    await after.alerts.raised("disputed", "disputed:order_x", "order_x")
    await after.engine.idle(backoffs=True)
    assert after.phone.words == [("disputed", "first", 1)]
    await after.engine.stop(deliveries_seconds=0)


async def test_two_processes_tell_once(watched: Watched) -> None:
    """The table decides who tells, whichever of the replicas sees it."""
    if not watched.store.postgres:
        pytest.skip("several processes need PostgreSQL")
    other = Watched(await open_store(watched.store.url.render_as_string(hide_password=False)), Phone(), watched.clock)
    await other.engine.start()
    both = [one.alerts.raised("k", "k", "") for one in (watched, other) for _ in range(20)]
    assert sum(await asyncio.gather(*both)) == 1
    for _ in range(2):
        await asyncio.gather(watched.engine.sweep(), other.engine.sweep())
        await asyncio.gather(watched.engine.idle(), other.engine.idle())
    assert watched.phone.words + other.phone.words == [("k", "first", 1)]
    await other.engine.stop(deliveries_seconds=0)
    await other.store.close()


async def test_a_cause_that_is_over_is_forgotten_after_two_months(watched: Watched) -> None:
    """One that still stands is not."""
    await watched.alerts.raised("disk_full", "disk_full", "little is left")
    await watched.alerts.raised("database", "database", "no commit")
    await watched.alerts.over("disk_full")
    watched.clock.forward(timedelta(days=61).total_seconds())
    await watched.engine.tidy()
    causes = await watched.store.read(lambda tx: [row[0] for row in tx.run(select(alarms.c.cause))])
    assert causes == ["database"]
